package dev.npusim.viz.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Consecutive layers of one part of a model, coarse enough that their names fit a picture. */
public final class Blocks {
  private static final int MOST = 16;
  private static final int DEEPEST = 6;

  /** Of numbered parts, such as the layers of a decoder, each of which is a run of its own. */
  private static final int MOST_NUMBERED = 128;

  private Blocks() {}

  /**
   * A run of layers.
   *
   * @param name the common part of the layers' blocks
   * @param begin index of the first layer
   * @param end one past the last
   */
  public record Run(String name, int begin, int end) {}

  /** A run that may be split at the next level of its dotted names. */
  private record Part(Run run, int depth) {
    int layers() {
      return run.end() - run.begin();
    }
  }

  /**
   * Splits at the first level of the dotted names, then the largest run at its next level, and so
   * on as long as there are no more than {@value #MOST}. Runs of numbered parts ({@code
   * model.layers.0}, {@code model.layers.1}, ...) are always split into these, unless that makes
   * more than {@value #MOST_NUMBERED}.
   *
   * @param block of the layer at an index
   */
  public static List<Run> of(int layers, IntFunction<String> block) {
    List<Part> parts = numbered(parts(0, layers, block, 1), block);
    while (true) {
      int largest = -1;
      List<Part> finer = List.of();
      for (int i = 0; i < parts.size(); i++) {
        if (largest < 0 || parts.get(i).layers() > parts.get(largest).layers()) {
          List<Part> split = split(parts.get(i), block);
          if (split.size() > 1) {
            largest = i;
            finer = split;
          }
        }
      }
      if (largest < 0 || parts.size() - 1 + finer.size() > MOST) {
        return parts.stream().map(Part::run).toList();
      }
      parts.remove(largest);
      parts.addAll(largest, finer);
      parts = numbered(parts, block);
    }
  }

  private static List<Part> numbered(List<Part> parts, IntFunction<String> block) {
    List<Part> all = new ArrayList<>();
    for (Part part : parts) {
      List<Part> finer = split(part, block);
      String prefix = part.run().name() + ".";
      boolean numbered =
          finer.stream()
              .map(each -> each.run().name())
              .allMatch(
                  name -> name.startsWith(prefix) && isNumber(name.substring(prefix.length())));
      boolean splits = finer.size() > 1 && numbered && finer.size() <= MOST_NUMBERED;
      all.addAll(splits ? finer : List.of(part));
    }
    return all.size() <= MOST_NUMBERED ? all : new ArrayList<>(parts);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> '0' <= c && c <= '9');
  }

  /** At the next level that splits it at all. */
  private static List<Part> split(Part part, IntFunction<String> block) {
    for (int depth = part.depth() + 1; depth <= DEEPEST; depth++) {
      List<Part> finer = parts(part.run().begin(), part.run().end(), block, depth);
      if (finer.size() > 1) {
        return finer;
      }
    }
    return List.of();
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

  private static List<Part> parts(int from, int to, IntFunction<String> block, int depth) {
    List<Part> parts = new ArrayList<>();
    int begin = from;
    for (int index = from + 1; index <= to; index++) {
      String name = prefix(block.apply(begin), depth);
      if (index == to || !prefix(block.apply(index), depth).equals(name)) {
        parts.add(new Part(new Run(name, begin, index), depth));
        begin = index;
      }
    }
    return parts;
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
