package dev.npusim.mapper.tile;

import org.jspecify.annotations.Nullable;

/**
 * How a tile's extents along several dims are folded onto one axis: {@code factors[i]} of dim i
 * side by side, {@code ceil(extents[i] / factors[i])} times. Of all that fit, one with the fewest
 * folds.
 *
 * @param factors in the order of the dims
 * @param folds all of them
 */
record AxisFolds(long[] factors, long folds) {
  /**
   * @param whole per dim, whether the tile covers its bound, so that the last fold may be short; of
   *     others only divisors make tiles of this extent
   * @return null where nothing but one index at a time would do although the axis is longer
   */
  static @Nullable AxisFolds of(long[] extents, boolean[] whole, long size) {
    Search search = new Search(extents, whole);
    search.from(0, size, 1);
    long volume = 1;
    for (long extent : extents) {
      volume *= extent;
    }
    long flattened = (volume + size - 1) / size;
    long[] factors = search.best;
    boolean fits = extents.length > 1 || search.folds == flattened;
    return factors != null && fits ? new AxisFolds(factors, search.folds) : null;
  }

  private static final class Search {
    private final long[] extents;
    private final boolean[] whole;
    private final long[] chosen;
    private long @Nullable [] best;
    private long folds = Long.MAX_VALUE;

    Search(long[] extents, boolean[] whole) {
      this.extents = extents;
      this.whole = whole;
      this.chosen = new long[extents.length];
    }

    void from(int dim, long room, long soFar) {
      if (soFar >= folds) {
        return;
      }
      if (dim == extents.length) {
        folds = soFar;
        best = chosen.clone();
        return;
      }
      long extent = extents[dim];
      long times = Math.max(1, (extent + room - 1) / room);
      while (times <= extent) {
        long factor = (extent + times - 1) / times;
        if (factor <= room && (whole[dim] || factor * times == extent)) {
          chosen[dim] = factor;
          from(dim + 1, room / factor, soFar * times);
        }
        if (factor == 1) {
          return;
        }
        // The fewest times with a smaller factor.
        times = Math.max(times + 1, (extent + factor - 2) / (factor - 1));
      }
    }
  }
}
