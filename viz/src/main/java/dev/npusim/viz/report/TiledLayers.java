package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tile;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.LayerActivity.Bound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts the tiles of a layer together again: one row per layer, as without fusion. */
final class TiledLayers {
  private final Program program;
  private final ImmutableList<LayerRow> nodes;
  private final Set<String> model;

  /**
   * @param nodes one row per node of the scheduled graph
   */
  TiledLayers(Program program, List<Node> model, ImmutableList<LayerRow> nodes) {
    this.program = program;
    this.nodes = nodes;
    this.model = model.stream().map(Node::name).collect(Collectors.toSet());
  }

  /** One per layer, at the place of its first tile; views that only join tiles are left out. */
  ImmutableList<LayerRow> layers() {
    if (program.tiles().isEmpty()) {
      return nodes;
    }
    Map<String, List<LayerRow>> byLayer = new LinkedHashMap<>();
    for (LayerRow row : nodes) {
      Tile tile = program.tiles().get(row.name());
      Node node = program.graph().nodes().get(row.id());
      boolean joins =
          node.op() instanceof View
              && !model.contains(row.name())
              && !program.copies().containsKey(row.name());
      if (!joins) {
        String layer = tile == null ? row.name() : tile.original();
        byLayer.computeIfAbsent(layer, key -> new ArrayList<>()).add(row);
      }
    }
    ImmutableList.Builder<LayerRow> layers = ImmutableList.builder();
    int id = 0;
    for (Map.Entry<String, List<LayerRow>> layer : byLayer.entrySet()) {
      layers.add(together(id++, layer.getKey(), layer.getValue()));
    }
    return layers.build();
  }

  ImmutableList<TileRow> tiles() {
    ImmutableMap<String, Tile> tiles = program.tiles();
    ImmutableList.Builder<TileRow> rows = ImmutableList.builder();
    for (LayerRow row : nodes) {
      Tile tile = tiles.get(row.name());
      if (tile != null) {
        rows.add(
            TileRow.of(
                row.name(),
                tile.original(),
                tile.window(),
                row.activity(),
                row.mapping().loops()));
      }
    }
    return rows.build();
  }

  private LayerRow together(int id, String name, List<LayerRow> parts) {
    LayerRow first = parts.get(0);
    LayerActivity activity = first.activity();
    long laneOps = first.laneOps();
    for (LayerRow part : parts.subList(1, parts.size())) {
      activity = plus(activity, part.activity());
      laneOps = Math.addExact(laneOps, part.laneOps());
    }
    LayerMapping mapping = first.mapping();
    Tile group = program.tiles().get(mapping.group());
    boolean tiled = program.tiles().containsKey(first.name());
    return new LayerRow(
        id,
        name,
        first.block(),
        first.op(),
        first.opClass(),
        program.copies().get(name),
        first.parameters(),
        laneOps,
        activity.chargedCycles() > 0
            ? activity.idealArrayCycles() / activity.chargedCycles()
            : 0,
        activity,
        !tiled
            ? mapping
            : new LayerMapping(
                name,
                group == null ? mapping.group() : group.original(),
                mapping.engine(),
                mapping.dataflow(),
                mapping.tileM(),
                mapping.tileN(),
                mapping.tileK(),
                mapping.blockRows(),
                parts.size() + " tiles, the first: " + mapping.loops(),
                mapping.spatialUtilization(),
                Optional.empty(),
                Optional.empty()));
  }

  private static LayerActivity plus(LayerActivity a, LayerActivity b) {
    LayerActivity fuller = a.peakSramBytes() >= b.peakSramBytes() ? a : b;
    LayerActivity sum =
        new LayerActivity(
            a.node(),
            start(a, b),
            Math.max(a.endCycle(), b.endCycle()),
            Math.addExact(a.macs(), b.macs()),
            a.arrayCycles() + b.arrayCycles(),
            a.idealArrayCycles() + b.idealArrayCycles(),
            a.vectorCycles() + b.vectorCycles(),
            a.dramCycles() + b.dramCycles(),
            a.chargedCycles() + b.chargedCycles(),
            Math.addExact(a.dramReadBytes(), b.dramReadBytes()),
            Math.addExact(a.dramWriteBytes(), b.dramWriteBytes()),
            a.stalls().plus(b.stalls()),
            a.energy().plus(b.energy()),
            Bound.OVERHEAD,
            fuller.peakSramBytes(),
            fuller.sramByUse());
    return withBound(sum);
  }

  /** A layer without instructions has no interval. */
  private static long start(LayerActivity a, LayerActivity b) {
    return a.endCycle() == 0
        ? b.startCycle()
        : b.endCycle() == 0 ? a.startCycle() : Math.min(a.startCycle(), b.startCycle());
  }

  /** What took most of its cycles: work, or a cause of waiting. */
  private static LayerActivity withBound(LayerActivity a) {
    long[] causes = {
      a.chargedCycles() - a.stalls().total(),
      a.stalls().dram(),
      a.stalls().sram(),
      a.stalls().vector(),
      a.stalls().dependency()
    };
    Bound[] bounds = {Bound.COMPUTE, Bound.DRAM, Bound.SRAM, Bound.VECTOR, Bound.OVERHEAD};
    int most = 0;
    for (int i = 1; i < causes.length; i++) {
      most = causes[i] > causes[most] ? i : most;
    }
    Bound bound =
        causes[most] == 0 && a.arrayCycles() == 0
            ? a.dramCycles() > a.vectorCycles() ? Bound.DRAM : Bound.VECTOR
            : bounds[most];
    return new LayerActivity(
        a.node(),
        a.startCycle(),
        a.endCycle(),
        a.macs(),
        a.arrayCycles(),
        a.idealArrayCycles(),
        a.vectorCycles(),
        a.dramCycles(),
        a.chargedCycles(),
        a.dramReadBytes(),
        a.dramWriteBytes(),
        a.stalls(),
        a.energy(),
        bound,
        a.peakSramBytes(),
        a.sramByUse());
  }
}
