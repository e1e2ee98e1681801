package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Rotary position embedding: pairs of numbers of a head are turned by an angle per position. */
final class Rotation {
  private final Steps steps;
  private final boolean interleaved;
  private final long turned;

  /**
   * @param interleaved pairs are neighbours, not in different halves
   * @param turned numbers of a head that are turned; 0 for all
   */
  Rotation(Steps steps, boolean interleaved, long turned) {
    this.steps = steps;
    this.interleaved = interleaved;
    this.turned = turned;
  }

  /**
   * @param x batch, tokens, heads, size
   * @param cosines positions x pairs, or batch, tokens, pairs where positions are not given
   * @param positions batch, tokens; or null
   */
  String apply(String x, String cosines, String sines, @Nullable String positions) {
    long size = steps.shape(x).dim(3);
    long part = turned == 0 ? size : turned;
    String rotated = steps.slice(x, 3, 0, part);
    String cos = table(cosines, positions, x);
    String sin = table(sines, positions, x);
    String first = member(rotated, 0);
    String second = member(rotated, 1);
    String real = steps.subtract(steps.multiply(first, cos), steps.multiply(second, sin));
    String imaginary = steps.add(steps.multiply(first, sin), steps.multiply(second, cos));
    String both = interleaved ? interleave(real, imaginary) : steps.concat(3, real, imaginary);
    return part == size ? both : steps.concat(3, both, steps.slice(x, 3, part, size - part));
  }

  /** The first or second numbers of all pairs. */
  private String member(String x, int which) {
    long pairs = steps.shape(x).dim(3) / 2;
    return interleaved
        ? PartOperators.strided(steps, x, 3, which, 2, pairs)
        : steps.slice(x, 3, which * pairs, pairs);
  }

  private String interleave(String real, String imaginary) {
    Shape s = steps.shape(real);
    List<String> parts = List.of(steps.unsqueeze(real, 4), steps.unsqueeze(imaginary, 4));
    return steps.regroup(steps.concat(4, parts), s.dim(0), s.dim(1), s.dim(2), 2 * s.dim(3));
  }

  /** Angles of the tokens, with an axis for the heads. */
  private String table(String angles, @Nullable String positions, String x) {
    Shape shape = steps.shape(x);
    String perToken = angles;
    if (positions != null) {
      perToken = IndexOperators.gather(steps, angles, 0, positions(positions, shape));
    } else if (steps.rank(angles) == 2) {
      perToken = steps.slice(angles, 0, 0, shape.dim(1));
    }
    Shape found = steps.shape(perToken);
    long batch = found.rank() == 2 ? 1 : found.dim(0);
    String used = steps.slice(perToken, found.rank() - 1, 0, pairs(found, shape));
    return steps.regroup(used, batch, found.dim(-2), 1, pairs(found, shape));
  }

  private long pairs(Shape table, Shape x) {
    return Math.min(table.dim(-1), (turned == 0 ? x.dim(3) : turned) / 2);
  }

  /** A single number is the position of the first token. */
  private String positions(String given, Shape x) {
    if (steps.shape(given).elements() > 1 || x.dim(1) == 1) {
      return steps.rank(given) == 2
          ? given
          : steps.regroup(given, steps.shape(given).elements() / x.dim(1), x.dim(1));
    }
    String all = steps.integers(Shape.of(1, x.dim(1)), LongStream.range(0, x.dim(1)).toArray());
    return steps.add(all, steps.regroup(given, 1, 1));
  }
}
