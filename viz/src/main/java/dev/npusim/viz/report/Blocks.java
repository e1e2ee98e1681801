package dev.npusim.viz.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Consecutive layers of one part of a model, coarse enough that their names fit a picture. */
public final class Blocks {
  private static final int MOST = 16;
  private static final int DEEPEST = 6;

  private Blocks() {}

  /**
   * A run of layers.
   *
   * @param name the common part of the layers' blocks
   * @param begin index of the first layer
   * @param end one past the last
   */
  public record Run(String name, int begin, int end) {}

  /**
   * Splits at the deepest level of the dotted names that leaves no more than {@value #MOST} runs.
   *
   * @param block of the layer at an index
   */
  public static List<Run> of(int layers, IntFunction<String> block) {
    if (layers == 0) {
      return List.of();
    }
    List<Run> best = runs(layers, block, 1);
    for (int depth = 2; depth <= DEEPEST; depth++) {
      List<Run> finer = runs(layers, block, depth);
      if (finer.size() > MOST) {
        break;
      }
      best = finer;
    }
    return best;
  }

  /** The runs of a result's layers; a recomputed copy belongs to the block that needs it. */
  public static List<Run> of(List<LayerRow> rows) {
    String[] blocks = new String[rows.size()];
    for (int index = rows.size() - 1; index >= 0; index--) {
      boolean copy = rows.get(index).copyOf() != null && index + 1 < rows.size();
      blocks[index] = copy ? blocks[index + 1] : rows.get(index).block();
    }
    return of(rows.size(), index -> blocks[index]);
  }

  /** A shorter form for labels: {@code down_blocks.0} becomes {@code down 0}. */
  public static String label(String name) {
    return name.replaceAll("_blocks?\\b", "").replace('.', ' ').replace('_', ' ').strip();
  }

  private static List<Run> runs(int layers, IntFunction<String> block, int depth) {
    List<Run> runs = new ArrayList<>();
    int begin = 0;
    for (int index = 1; index <= layers; index++) {
      String name = prefix(block.apply(begin), depth);
      if (index == layers || !prefix(block.apply(index), depth).equals(name)) {
        runs.add(new Run(name, begin, index));
        begin = index;
      }
    }
    return runs;
  }

  private static String prefix(String block, int depth) {
    int end = -1;
    for (int i = 0; i < depth; i++) {
      int dot = block.indexOf('.', end + 1);
      if (dot < 0) {
        return block;
      }
      end = dot;
    }
    return block.substring(0, end);
  }
}
