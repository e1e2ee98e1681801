package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.nest.npu.NpuArchitecture;
import dev.npusim.mapper.nest.npu.RunArchitecture;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The mappings that a result publishes against the array instructions of its run. */
final class RunTiles {
  private final ArraySpec array;
  private final Set<String> levels = new TreeSet<>();

  /** The largest tile of each product in the run, by layer. */
  private final Map<String, ArrayTile> largest = new HashMap<>();

  RunTiles(Execution execution) {
    array = execution.npu().array();
    levels.add(RunArchitecture.SLOTS);
    levels.add(NpuArchitecture.PE);
    levels.add("dram");
    execution.npu().memories().forEach(memory -> levels.add(memory.name()));
    List<Node> nodes = execution.program().graph().nodes();
    execution.program().instructions().stream()
        .filter(ArrayTile.class::isInstance)
        .map(ArrayTile.class::cast)
        .filter(tile -> !(nodes.get(tile.layer()).op() instanceof Attention))
        .forEach(
            tile ->
                largest.merge(
                    nodes.get(tile.layer()).name(), tile, (a, b) -> b.macs() > a.macs() ? b : a));
  }

  /** What of {@code layers} the run contradicts, one line each. */
  List<String> differences(JsonNode layers) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      JsonNode layer = layers.get(i);
      ArrayTile ran = largest.get(layer.path("name").asText());
      if (ran != null) {
        compare("layers[" + i + "].mapping", layer.path("mapping"), ran, lines);
      }
    }
    return lines;
  }

  private void compare(String where, JsonNode mapping, ArrayTile ran, List<String> lines) {
    String dataflow = mapping.path("dataflow").asText();
    if (!dataflow.equals(ran.dataflow().shortName())) {
      lines.add(
          "%s.dataflow is %s, the run's is %s"
              .formatted(where, dataflow, ran.dataflow().shortName()));
    }
    if (!mapping.has("nest")) {
      lines.add(where + " has no nest, though the layer ran on the array");
    }
    for (JsonNode part : mapping.path("nest")) {
      String level = part.path("level").asText();
      if (part.has("level") && !levels.contains(level)) {
        lines.add("%s.nest has a level %s; the run has %s".formatted(where, level, levels));
      }
      axis(where, part, lines);
    }
    JsonNode tile = mapping.path("tile");
    extent(where + ".tile.m", tile.path("m").asLong(), ran.m(), lines);
    if (ran.batch() == 1) {
      extent(where + ".tile.n", tile.path("n").asLong(), ran.n(), lines);
    }
    extent(where + ".tile.k", tile.path("k").asLong(), ran.k(), lines);
  }

  private static void extent(String where, long published, long ran, List<String> lines) {
    // A tile can be larger than all there is: a block may end before it is full.
    if (published < ran) {
      lines.add("%s is %d, the run has a tile of %d".formatted(where, published, ran));
    }
  }

  private void axis(String where, JsonNode part, List<String> lines) {
    String axis = part.path("axis").asText();
    long size = axis.equals("rows") ? array.rows() : axis.equals("columns") ? array.columns() : 0;
    long used = 1;
    for (JsonNode loop : part.path("loops")) {
      String text = loop.asText();
      used *= Long.parseLong(text.substring(text.indexOf('=') + 1));
    }
    if (part.has("axis") && used > size) {
      lines.add("%s.nest: %s carries %d on %d PEs".formatted(where, axis, used, size));
    }
  }
}
