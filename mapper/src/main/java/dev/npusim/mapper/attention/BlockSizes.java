package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import java.util.TreeSet;

/** Which sizes of blocks are worth trying. */
final class BlockSizes {
  private BlockSizes() {}

  /**
   * The smallest size for each number of blocks that sizes of 1 to {@code bound} can make, and with
   * as many blocks the size rounded up to multiples of {@code grains} (rows and columns of the
   * array: full blocks then fill it). The largest first. About 2 sqrt(bound) numbers of blocks.
   */
  static ImmutableList<Long> of(long bound, long... grains) {
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

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
