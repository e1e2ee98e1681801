package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.npu.program.Tile;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which positions of an image the tiles of a node make, position by position, and how many of a
 * tile's were made before.
 */
final class TileCoverage {
  private final long[] again;
  private final long[] all;
  private final Map<String, BitSet> made = new LinkedHashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();

  TileCoverage(Run run) {
    int nodes = run.graph().nodes().size();
    this.again = new long[nodes];
    this.all = new long[nodes];
    Map<String, Shape> shapes = new HashMap<>();
    for (Node node : run.model().nodes()) {
      shapes.put(node.name(), node.output().type().shape());
    }
    for (int layer = 0; layer < nodes; layer++) {
      String name = run.node(layer).name();
      Tile tile = run.program().tiles().get(name);
      boolean copy = run.program().copies().containsKey(tile == null ? name : tile.original());
      all[layer] = 1;
      again[layer] = copy ? 1 : 0;
      Shape shape = shapes.get(run.program().original(name));
      if (tile != null && shape != null && shape.rank() == 4) {
        all[layer] = tile.window().elements();
        again[layer] = mark(tile, shape);
        if (copy) {
          again[layer] = all[layer];
        }
      }
    }
  }

  private long mark(Tile tile, Shape image) {
    int width = Math.toIntExact(image.dim(3));
    positions.put(tile.original(), Math.toIntExact(image.dim(2)) * width);
    BitSet known = made.computeIfAbsent(tile.original(), key -> new BitSet());
    Region window = tile.window();
    long before = 0;
    for (int row = window.rowBegin(); row < window.rowEnd(); row++) {
      for (int column = window.columnBegin(); column < window.columnEnd(); column++) {
        if (known.get(row * width + column)) {
          before++;
        }
        known.set(row * width + column);
      }
    }
    return before;
  }

  /** Positions of a layer's output that were made before it, of {@link #all}. */
  long again(int layer) {
    return again[layer];
  }

  /** Positions of a tile; 1 for a layer that is no tile. */
  long all(int layer) {
    return all[layer];
  }

  /** Originals, each with how many of its positions no tile makes. */
  Map<String, Integer> missing() {
    Map<String, Integer> missing = new LinkedHashMap<>();
    made.forEach(
        (name, known) -> missing.put(name, positions.getOrDefault(name, 0) - known.cardinality()));
    return missing;
  }
}
