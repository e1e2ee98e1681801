package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Rope;
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
    Shape s = steps.shape(x);
    Rope rope = new Rope(Math.toIntExact(s.dim(2)), interleaved);
    String rows = steps.regroup(x, s.dim(0), s.dim(1), s.dim(2) * s.dim(3));
    String turnedRows =
        steps.apply(rope, rows, table(cosines, positions, x), table(sines, positions, x));
    return steps.regroup(turnedRows, s.dims().toArray());
  }

  /** Every number for both members of its pair: batch, tokens, 2 * pairs. */
  private String forBoth(String x) {
    Shape s = steps.shape(x);
    String twice =
        interleaved
            ? steps.concat(3, steps.unsqueeze(x, 3), steps.unsqueeze(x, 3))
            : steps.concat(2, x, x);
    return steps.regroup(twice, s.dim(0), s.dim(1), 2 * s.dim(2));
  }

  /** Angles of the tokens. */
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
    return forBoth(steps.regroup(used, batch, found.dim(-2), pairs(found, shape)));
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
