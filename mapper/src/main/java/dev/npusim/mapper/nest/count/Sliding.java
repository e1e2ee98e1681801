package dev.npusim.mapper.nest.count;

/** Overlap of a window's boxes as a loop moves it forward. */
final class Sliding {
  private Sliding() {}

  /**
   * The sum of the overlaps of each box with the one before it, over all steps of {@code loop}, a
   * dim of {@code w} without another temporal loop between itself and {@code child}'s tile.
   *
   * <p>A step moves the box by {@code shift}; the box after it can be cut short at the bound.
   */
  static long overlap(Nest nest, Space.Window w, int child, int loop) {
    int row = (child + 1) * nest.space.dims;
    int dim = nest.loopDim[loop];
    boolean isA = dim == w.a();
    long side = nest.tile[row + dim];
    long bound = isA ? w.boundA() : w.boundB();
    int other = isA ? w.b() : w.a();
    long otherBound = isA ? w.boundB() : w.boundA();
    long otherSide = other < 0 ? 1 : nest.tile[row + other];
    long shift = (isA ? w.strideA() : w.strideB()) * nest.loopBelow[loop];
    if (extent(w, isA, side, otherSide) <= shift) {
      return 0;
    }
    long moves = bound / side - stay(nest, loop, side, bound);
    long cut = bound % side;
    boolean cutMoves = cut > 0 && (bound - 1) % block(nest, loop) >= nest.loopBelow[loop];
    if (cut > 0 && !cutMoves) {
      // The piece that is cut off stands at the loop's first step: it is one of those that stay.
      moves++;
    }
    long otherCut = otherBound % otherSide;
    long otherFull = otherBound / otherSide;
    long sum = moves * otherFull * kept(w, isA, side, side, otherSide, shift);
    if (cutMoves) {
      sum += otherFull * kept(w, isA, side, cut, otherSide, shift);
    }
    if (otherCut > 0) {
      sum += moves * kept(w, isA, side, side, otherCut, shift);
      if (cutMoves) {
        sum += kept(w, isA, side, cut, otherCut, shift);
      }
    }
    return sum;
  }

  /** Overlap of the next box, {@code now} long, with one of {@code before}, shifted forward. */
  private static long kept(
      Space.Window w, boolean isA, long before, long now, long other, long shift) {
    return Math.max(0, Math.min(extent(w, isA, now, other), extent(w, isA, before, other) - shift));
  }

  private static long extent(Space.Window w, boolean isA, long side, long other) {
    return isA ? Nest.extent(w, side, other) : Nest.extent(w, other, side);
  }

  /** Pieces of {@code side} that stand at the first step of the loop, over all its sweeps. */
  private static long stay(Nest nest, int loop, long side, long bound) {
    long block = block(nest, loop);
    long below = nest.loopBelow[loop];
    return bound / block * (below / side) + Nest.ceil(Math.min(bound % block, below), side);
  }

  private static long block(Nest nest, int loop) {
    return nest.loopBelow[loop] * nest.loopFactor[loop];
  }
}
