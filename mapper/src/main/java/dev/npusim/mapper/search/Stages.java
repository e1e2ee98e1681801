package dev.npusim.mapper.search;

import java.util.Arrays;

/**
 * What a mapping's factors amount to, from the inside: per level the sides of the array under it
 * (instances per dim, on all its axes together), then the extents of its tile. The outermost level
 * has no tile of its own, it holds everything. Variable {@code (stage, dim)} has the index {@code
 * stage * dims + dim}.
 */
final class Stages {
  final int dims;
  final int levels;
  final int count;

  /** Stage of the axes under a level, or -1 where there are none. */
  final int[] sides;

  /** Stage of a level's tile; -1 for the outermost. */
  final int[] tile;

  /** Axes under a level. */
  final int[] axes;

  /** Level of a stage. */
  final int[] level;

  Stages(Slots slots) {
    dims = slots.dims;
    levels = slots.levels;
    sides = new int[levels];
    tile = new int[levels];
    axes = new int[levels];
    Arrays.fill(sides, -1);
    Arrays.fill(tile, -1);
    int[] levelOf = new int[2 * levels];
    int stage = 0;
    for (int l = 0; l < levels; l++) {
      int under = l;
      axes[l] = (int) slots.architecture.axes().stream().filter(a -> a.under() == under).count();
      if (axes[l] > 0) {
        levelOf[stage] = l;
        sides[l] = stage++;
      }
      if (l < levels - 1) {
        levelOf[stage] = l;
        tile[l] = stage++;
      }
    }
    count = stage;
    level = Arrays.copyOf(levelOf, count);
  }

  /**
   * Sides that share {@code tiles} out, at most: with rounds cut short on each axis but the last,
   * nearly twice as many per axis more.
   */
  long longest(int ofLevel, long tiles) {
    return tiles << axes[ofLevel] - 1;
  }

  boolean isTile(int stage) {
    return tile[level[stage]] == stage;
  }
}
