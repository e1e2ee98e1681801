package dev.npusim.mapper.nest.count;

/**
 * How much of a window's box stays when the loops move on. When a loop advances, all loops inside
 * it begin anew: the box moves forward by the one and back by the others.
 *
 * <p>Positions of the two dims are independent; for each, those that move and resize alike are
 * counted together. With factors that divide the bound there is one such kind per dim, otherwise
 * the dim's tiles are gone through one by one (at most bound / tile of them).
 */
final class Overlap {
  /** Full or cut short, before and now, in a full or a short sweep: few can differ. */
  private static final int MOST_KINDS = 16;

  /** Kinds of moves of one dim. */
  private static final class Moves {
    final long[] count = new long[MOST_KINDS];
    final long[] distance = new long[MOST_KINDS];
    final long[] before = new long[MOST_KINDS];
    final long[] now = new long[MOST_KINDS];
    int kinds;

    void add(long count, long distance, long before, long now) {
      for (int i = 0; i < kinds; i++) {
        if (this.distance[i] == distance && this.before[i] == before && this.now[i] == now) {
          this.count[i] += count;
          return;
        }
      }
      this.count[kinds] = count;
      this.distance[kinds] = distance;
      this.before[kinds] = before;
      this.now[kinds++] = now;
    }
  }

  private final Nest nest;
  private final Moves a = new Moves();
  private final Moves b = new Moves();

  Overlap(Nest nest) {
    this.nest = nest;
  }

  /**
   * The sum of the overlaps of each box of {@code w} at {@code child} with the one before it, over
   * all advances of {@code loop} and all instances of {@code child} that differ in the window's
   * dims.
   */
  long of(Space.Window w, int child, int loop) {
    if ((nest.inexact & w.dims()) == 0) {
      return even(w, child, loop);
    }
    moves(a, w.a(), child, loop);
    b.kinds = 0;
    if (w.b() < 0) {
      b.add(1, 0, 1, 1);
    } else {
      moves(b, w.b(), child, loop);
    }
    long sum = 0;
    for (int i = 0; i < a.kinds; i++) {
      for (int j = 0; j < b.kinds; j++) {
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

  /**
   * The same for the plain index of {@code dim}. Its tiles do not overlap, so one stays only where
   * the dim does not move at all: with no loop of the dim inside {@code loop}, or where each of
   * them has a single step left, which is at the end of the bound only.
   */
  long ofPlain(int dim, int child, int loop) {
    long bound = nest.space.bound[dim];
    if (nest.loopDim[loop] == dim) {
      return 0;
    }
    int inner = nest.start[child + 1];
    while (inner < loop && nest.loopDim[inner] != dim) {
      inner++;
    }
    if (inner == loop) {
      return bound;
    }
    if ((nest.inexact & 1 << dim) == 0) {
      return 0;
    }
    long side = nest.tile[(child + 1) * nest.space.dims + dim];
    long end = Math.max(0, bound - nest.loopBelow[inner]);
    a.kinds = 0;
    for (long at = Nest.ceil(end, side) * side; at < bound; at += side) {
      one(a, dim, side, child, loop, at);
    }
    long sum = 0;
    for (int i = 0; i < a.kinds; i++) {
      sum += a.distance[i] == 0 ? a.count[i] * Math.min(a.before[i], a.now[i]) : 0;
    }
    return sum;
  }

  /** Without remainders, all moves are alike. */
  private long even(Space.Window w, int child, int loop) {
    long count = 1;
    long shift = 0;
    for (int i = nest.start[child + 1]; i < nest.loops; i++) {
      int dim = nest.loopDim[i];
      long stride = dim == w.a() ? w.strideA() : dim == w.b() ? w.strideB() : 0;
      if (stride != 0) {
        long factor = nest.loopFactor[i];
        if (i < loop) {
          shift -= stride * (factor - 1) * nest.loopBelow[i];
        } else if (i == loop) {
          shift += stride * nest.loopBelow[i];
          count *= factor - 1;
        } else {
          count *= factor;
        }
      }
    }
    int row = (child + 1) * nest.space.dims;
    long extent = Nest.extent(w, nest.tile[row + w.a()], w.b() < 0 ? 1 : nest.tile[row + w.b()]);
    long common = extent - Math.abs(shift);
    if (common <= 0) {
      return 0;
    }
    for (int s = 0; s < nest.spatials; s++) {
      if (nest.spatialUnder[s] > child && w.has(nest.spatialDim[s])) {
        count *= nest.spatialFactor[s];
      }
    }
    return count * common;
  }

  private void moves(Moves moves, int dim, int child, int loop) {
    moves.kinds = 0;
    long side = nest.tile[(child + 1) * nest.space.dims + dim];
    if ((nest.inexact & 1 << dim) == 0) {
      even(moves, dim, side, child, loop);
    } else {
      long bound = nest.space.bound[dim];
      for (long at = 0; at < bound; at += side) {
        one(moves, dim, side, child, loop, at);
      }
    }
  }

  private void even(Moves moves, int dim, long side, int child, int loop) {
    long count = 1;
    long distance = 0;
    for (int i = nest.start[child + 1]; i < nest.loops; i++) {
      if (nest.loopDim[i] == dim) {
        long factor = nest.loopFactor[i];
        if (i < loop) {
          distance -= (factor - 1) * nest.loopBelow[i];
        } else if (i == loop) {
          distance += nest.loopBelow[i];
          count *= factor - 1;
        } else {
          count *= factor;
        }
      }
    }
    for (int s = 0; s < nest.spatials; s++) {
      if (nest.spatialDim[s] == dim && nest.spatialUnder[s] > child) {
        count *= nest.spatialFactor[s];
      }
    }
    moves.add(count, distance, side, side);
  }

  /** The move to the tile that begins at {@code at}, if this loop's advance leads there. */
  private void one(Moves moves, int dim, long side, int child, int loop, long at) {
    long bound = nest.space.bound[dim];
    boolean advances = nest.loopDim[loop] == dim;
    // Where the instance stands: what the axes add to the position.
    long offset = 0;
    for (int s = 0; s < nest.spatials; s++) {
      if (nest.spatialDim[s] == dim && nest.spatialUnder[s] > child) {
        offset += at / nest.spatialBelow[s] % nest.spatialFactor[s] * nest.spatialBelow[s];
      }
    }
    long before = at - offset;
    for (int i = nest.start[child + 1]; i <= loop; i++) {
      if (nest.loopDim[i] == dim) {
        long step = at / nest.loopBelow[i] % nest.loopFactor[i];
        if (i < loop ? step != 0 : step == 0) {
          return;
        }
      }
    }
    if (advances) {
      before -= nest.loopBelow[loop];
    }
    // The last step of each loop inside: they ran as long as the first instance had work.
    for (int i = loop - 1; i >= nest.start[child + 1]; i--) {
      if (nest.loopDim[i] == dim) {
        long last = Math.min(nest.loopFactor[i] - 1, (bound - 1 - before) / nest.loopBelow[i]);
        before += last * nest.loopBelow[i];
      }
    }
    before += offset;
    if (before < bound) {
      moves.add(1, at - before, Math.min(side, bound - before), Math.min(side, bound - at));
    }
  }
}
