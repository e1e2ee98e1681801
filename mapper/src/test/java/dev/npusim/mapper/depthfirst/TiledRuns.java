package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.emit.ProgramBuilder;
import dev.npusim.mapper.plan.Knobs;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tile;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.Map;

/** Runs of graphs in tiles. */
final class TiledRuns {
  private TiledRuns() {}

  static Execution run(Npu npu, TiledGraph tiled) {
    return run(npu, tiled.graph(), tiled.tiles());
  }

  static Execution run(Npu npu, Graph graph, Map<String, Tile> tiles) {
    Program program =
        new ProgramBuilder(graph, ImmutableMap.of(), npu, Precision.W8A8)
            .build(
                new Knobs(npu.sram().sizeBytes(), 48, ImmutableSet.of(), ImmutableSet.of()),
                new ContractionSearch(npu, 48, false),
                new AttentionBlocks(npu, 48))
            .program();
    return Simulator.run(npu, program.withTiles(ImmutableMap.copyOf(tiles)));
  }
}
