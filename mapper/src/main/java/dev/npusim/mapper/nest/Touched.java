package dev.npusim.mapper.nest;

/**
 * The positions that a tile of a sliding window touches: {@code x i + y j} for {@code i} below a
 * and {@code j} below b, with x and y without a common factor. Stride and dilation can leave gaps
 * between them, which no MAC reads.
 *
 * <p>(i, j) and (i - y, j + x) are the same position, so of every row of such pairs only the first
 * is another one. Positions of one remainder modulo x are a comb: in units of x, teeth of {@code a}
 * positions at a pitch of y, one for each of their {@code j}; where a is at least y it is solid.
 */
public final class Touched {
  private Touched() {}

  /** How many there are. */
  public static long of(long x, long y, long a, long b) {
    return a * b - Math.max(0, a - y) * Math.max(0, b - x);
  }

  /** Whether they have no gaps. */
  private static boolean solid(long x, long y, long a, long b) {
    return y == 1 && b >= x || x == 1 && a >= y;
  }

  /**
   * How many of them a tile of {@code a1} by {@code b1} has too that begins {@code i} further along
   * the one dim and {@code j} along the other.
   */
  public static long common(long x, long y, long a0, long b0, long a1, long b1, long i, long j) {
    if (solid(x, y, a0, b0) && solid(x, y, a1, b1)) {
      long shift = x * i + y * j;
      long end0 = x * (a0 - 1) + y * (b0 - 1) + 1;
      long end1 = shift + x * (a1 - 1) + y * (b1 - 1) + 1;
      return Math.max(0, Math.min(end0, end1) - Math.max(0, shift));
    }
    long sum = 0;
    for (long first = 0; first < Math.min(x, b0); first++) {
      long teeth0 = (b0 - first + x - 1) / x;
      long from = -Math.floorDiv(first - j, x);
      long teeth1 = Math.floorDiv(j + b1 - 1 - first, x) - from + 1;
      if (teeth1 > 0) {
        sum += combs(y, a0, teeth0, a1, teeth1, i + y * from);
      }
    }
    return sum;
  }

  /** Positions that two combs of one pitch have in common, the second one {@code shift} further. */
  private static long combs(
      long pitch, long width0, long teeth0, long width1, long teeth1, long shift) {
    boolean solid0 = width0 >= pitch || teeth0 == 1;
    boolean solid1 = width1 >= pitch || teeth1 == 1;
    long length0 = pitch * (teeth0 - 1) + width0;
    long length1 = pitch * (teeth1 - 1) + width1;
    if (solid0 && solid1) {
      return Math.max(0, Math.min(length0, shift + length1) - Math.max(0, shift));
    }
    if (solid1) {
      return below(pitch, width0, teeth0, shift + length1) - below(pitch, width0, teeth0, shift);
    }
    if (solid0) {
      return below(pitch, width1, teeth1, length0 - shift) - below(pitch, width1, teeth1, -shift);
    }
    long teeth = Math.floorDiv(shift, pitch);
    long rest = Math.floorMod(shift, pitch);
    return pairs(teeth0, teeth1, teeth) * Math.max(0, Math.min(width0 - rest, width1))
        + pairs(teeth0, teeth1, teeth + 1) * Math.max(0, Math.min(rest + width1 - pitch, width0));
  }

  /** Teeth that lie on teeth when the second comb is moved by so many. */
  private static long pairs(long teeth0, long teeth1, long by) {
    return Math.max(0, Math.min(teeth0, teeth1 + by) - Math.max(0, by));
  }

  /** Positions of a comb before {@code end}. */
  private static long below(long pitch, long width, long teeth, long end) {
    if (end <= 0) {
      return 0;
    }
    long whole = end / pitch;
    return whole >= teeth ? teeth * width : whole * width + Math.min(width, end - whole * pitch);
  }
}
