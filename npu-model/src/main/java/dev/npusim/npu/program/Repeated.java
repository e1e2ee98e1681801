package dev.npusim.npu.program;

import dev.npusim.ir.Region;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of its output a node of the scheduled graph makes again: all of it where it is a copy,
 * where it is a tile what earlier tiles of the same node have made. O(tiles^2) per original.
 */
public final class Repeated {
  private final Program program;
  private final Map<String, long[]> again = new HashMap<>();

  public Repeated(Program program) {
    this.program = program;
    Map<String, List<Region>> made = new HashMap<>();
    program
        .graph()
        .nodes()
        .forEach(
            node -> {
              Tile tile = program.tiles().get(node.name());
              if (tile != null) {
                List<Region> before =
                    made.computeIfAbsent(tile.original(), key -> new ArrayList<>());
                long fresh =
                    tile.window().without(before).stream().mapToLong(Region::elements).sum();
                long all = tile.window().elements();
                again.put(node.name(), new long[] {all - fresh, all});
                before.add(tile.window());
              }
            });
  }

  /**
   * @param work that a node does, spread evenly over its output
   * @return what of it was done before
   */
  public long of(String node, long work) {
    Tile tile = program.tiles().get(node);
    if (program.copies().containsKey(tile == null ? node : tile.original())) {
      return work;
    }
    long[] share = again.get(node);
    return share == null ? 0 : Math.multiplyExact(work, share[0]) / share[1];
  }
}
