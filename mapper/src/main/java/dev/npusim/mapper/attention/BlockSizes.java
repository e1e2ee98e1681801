package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import java.util.TreeSet;

/** Which sizes of blocks are worth trying. */
public final class BlockSizes {
  private static final int PARTS = 8;

  private BlockSizes() {}

  /**
   * The smallest size for each number of blocks that sizes of 1 to {@code bound} can make, and with
   * as many blocks the size rounded up to multiples of {@code grains} (rows and columns of the
   * array: full blocks then fill it). The largest first. About 2 sqrt(bound) numbers of blocks.
   */
  public static ImmutableList<Long> of(long bound, long... grains) {
    TreeSet<Long> sizes = new TreeSet<>();
    long size = bound;
    while (size >= 1) {
      long blocks = ceil(bound, size);
      long smallest = ceil(bound, blocks);
      sizes.add(smallest);
      for (long grain : grains) {
        long rounded = ceil(smallest, grain) * grain;
        if (rounded <= bound && ceil(bound, rounded) == blocks) {
          sizes.add(rounded);
        }
      }
      size = smallest - 1;
    }
    return ImmutableList.copyOf(sizes.descendingSet());
  }

  /** {@link #of} for an array: grains are its sides and a quarter of its rows. */
  static ImmutableList<Long> all(long bound, long rows, long columns) {
    return of(bound, quarter(rows), rows, columns);
  }

  private static long quarter(long rows) {
    return Math.max(1, rows / 4);
  }

  /**
   * Those of {@link #all} that are whole multiples of a side of the array or, below one, of a
   * quarter of it, the extent divided by up to {@value #PARTS}, or powers of two: few enough to
   * search for every attention of a model.
   */
  static ImmutableList<Long> few(long bound, long rows, long columns) {
    long quarter = quarter(rows);
    return all(bound, rows, columns).stream()
        .filter(
            size ->
                size % rows == 0
                    || size % columns == 0
                    || (size < columns && size % quarter == 0)
                    || ceil(bound, size) <= PARTS
                    || Long.bitCount(size) == 1)
        .collect(ImmutableList.toImmutableList());
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
