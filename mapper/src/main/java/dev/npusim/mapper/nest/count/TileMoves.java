package dev.npusim.mapper.nest.count;

/**
 * Kinds of moves of one dim's tiles: how many, how far, and the tile's extent before and after.
 * Full tiles and the last one, in full and in the last round: few differ.
 */
final class TileMoves {
  private static final int MOST_KINDS = 4;

  final long[] count = new long[MOST_KINDS];
  final long[] distance = new long[MOST_KINDS];
  final long[] before = new long[MOST_KINDS];
  final long[] now = new long[MOST_KINDS];
  int kinds;

  void add(long times, long by, long sizeBefore, long sizeNow) {
    if (times == 0) {
      return;
    }
    count[kinds] = times;
    distance[kinds] = by;
    before[kinds] = sizeBefore;
    now[kinds++] = sizeNow;
  }
}
