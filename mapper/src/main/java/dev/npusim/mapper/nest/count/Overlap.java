package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Touched;

/**
 * How much of a window's box stays when the loops move on. When a loop advances, all loops inside
 * it begin anew: the box moves forward by the one and back by the others. Positions of the two dims
 * are independent; for each, those that move and resize alike are counted together.
 */
final class Overlap {
  private final Nest nest;
  private final TileMoves a = new TileMoves();
  private final TileMoves b = new TileMoves();

  Overlap(Nest nest) {
    this.nest = nest;
  }

  /**
   * The sum of the overlaps of each box of {@code w} at {@code child} with the one before it, over
   * all advances of {@code loop} and all instances of {@code child} that differ in the window's
   * dims.
   */
  long of(Space.Window w, int child, int loop) {
    moves(a, w.a(), child, loop);
    moves(b, w.b(), child, loop);
    long sum = 0;
    for (int i = 0; i < a.kinds; i++) {
      for (int j = 0; j < b.kinds; j++) {
        if (w.gaps()) {
          long both =
              Touched.common(
                  w.strideA(),
                  w.strideB(),
                  a.before[i],
                  b.before[j],
                  a.now[i],
                  b.now[j],
                  a.distance[i],
                  b.distance[j]);
          sum += a.count[i] * b.count[j] * both;
          continue;
        }
        long shift = w.strideA() * a.distance[i] + w.strideB() * b.distance[j];
        long before = Nest.extent(w, a.before[i], b.before[j]);
        long now = Nest.extent(w, a.now[i], b.now[j]);
        long common = Math.min(before, shift + now) - Math.max(0, shift);
        if (common > 0) {
          sum += a.count[i] * b.count[j] * common;
        }
      }
    }
    return sum;
  }

  private void moves(TileMoves moves, int dim, int child, int loop) {
    if (dim < 0 || nest.chains[dim] == null) {
      moves.kinds = 0;
      moves.add(1, 0, 1, 1);
    } else if (nest.loopDim[loop] == dim) {
      nest.chains[dim].advance(child, nest.loopLevel[loop], moves);
    } else {
      nest.chains[dim].restart(child, nest.levelFrom(loop, dim), moves);
    }
  }

  /**
   * The same for the plain index of {@code dim}. Its tiles do not overlap, so one stays only where
   * the dim does not move at all: with no loop of the dim inside {@code loop}, or where each of
   * them has a single step left, which is at the end of the bound only.
   */
  long ofPlain(int dim, int child, int loop) {
    return nest.loopDim[loop] == dim ? 0 : nest.chains[dim].still(child, nest.levelFrom(loop, dim));
  }
}
