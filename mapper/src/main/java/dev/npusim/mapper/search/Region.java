package dev.npusim.mapper.search;

import java.util.Arrays;

/**
 * All mappings of one placement whose sides and tiles lie between two corners (both included; see
 * {@link Stages} for the variables).
 */
final class Region {
  /** Operands kept per level, as bit masks. */
  final int[] keeps;

  final long[] least;
  final long[] most;

  /** No mapping of the region costs less. */
  double bound;

  private Region(int[] keeps, long[] least, long[] most, double bound) {
    this.keeps = keeps;
    this.least = least;
    this.most = most;
    this.bound = bound;
  }

  /** All mappings of a placement. */
  static Region all(int[] keeps, Stages stages, Slots slots) {
    long[] least = new long[stages.count * stages.dims];
    Arrays.fill(least, 1);
    long[] most = new long[least.length];
    for (int s = 0; s < stages.count; s++) {
      for (int d = 0; d < stages.dims; d++) {
        most[s * stages.dims + d] =
            stages.isTile(s) ? slots.bound[d] : stages.longest(stages.level[s], slots.bound[d]);
      }
    }
    return new Region(keeps, least, most, 0);
  }

  Region copy() {
    return new Region(keeps, least.clone(), most.clone(), bound);
  }

  /** Whether a single mapping is left, but for the order of its loops. */
  boolean isPoint() {
    return Arrays.equals(least, most);
  }
}
