package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;

/** The rules of {@link PhysicalCounter}. */
final class PhysicalEvaluator extends Evaluator {
  private final Sharing sharing;
  private final Overlap overlap;
  private final BufferTiming timing;

  /** Reads of the parent for an operand's tiles at a level, [level * operands + operand]. */
  final long[] parentReads;

  /** Updates of the parent by them. */
  final long[] parentUpdates;

  /** The parent level, or -1. */
  final int[] parent;

  PhysicalEvaluator(Architecture architecture, Layer layer) {
    super(architecture, layer);
    sharing = new Sharing(nest);
    overlap = new Overlap(nest);
    parentReads = new long[reads.length];
    parentUpdates = new long[reads.length];
    parent = new int[reads.length];
    timing = new BufferTiming(this);
  }

  @Override
  void accesses() {
    for (int o = 0; o < space.operands; o++) {
      if (o == space.written) {
        sums(o);
      } else {
        operand(o);
      }
    }
  }

  private void operand(int o) {
    int child = -1;
    for (int level = 0; level < space.levels; level++) {
      if (keeps(level, o)) {
        long asked = sharing.reads(o, child, level, delivered(o, child, level));
        reads[level * space.operands + o] = asked;
        if (child >= 0) {
          int cell = child * space.operands + o;
          fills[cell] = delivered(o, child, child);
          parent[cell] = level;
          parentReads[cell] = asked;
          parentUpdates[cell] = 0;
        }
        child = level;
      }
    }
  }

  /** From the outside, where every output begins at zero once. */
  private void sums(int o) {
    int level = space.levels - 1;
    while (!keeps(level, o)) {
      level--;
    }
    long zeros = space.plainVolume[o];
    while (level >= 0) {
      int child = level - 1;
      while (child >= 0 && !keeps(child, o)) {
        child--;
      }
      int cell = level * space.operands + o;
      updates[cell] = delivered(o, child, level);
      temporalReductions[cell] = updates[cell] - zeros;
      reads[cell] += temporalReductions[cell];
      if (child >= 0) {
        int inner = child * space.operands + o;
        drains[inner] = delivered(o, child, child);
        reads[inner] = drains[inner];
        fills[inner] = temporalReductions[cell];
        parent[inner] = level;
        parentReads[inner] = fills[inner];
        parentUpdates[inner] = updates[cell];
        zeros = drains[inner] - fills[inner];
      }
      level = child;
    }
  }

  /**
   * Words delivered to (or drained from) instances of {@code child} whose data differ, once for
   * each instance of {@code level} with identical data.
   */
  private long delivered(int o, int child, int level) {
    int idle = ~space.relevant[o];
    // Sums that go the other way are merged whatever the axis does for reads.
    int sender = o == space.written ? level : child;
    long volume = nest.volume(o, child);
    int first = nest.start[child + 1];
    if (child < 0) {
      return volume * nest.visits(first, sender, level, idle);
    }
    while (first < nest.loops && (idle & 1 << nest.loopDim[first]) != 0) {
      first++;
    }
    long delivered = volume * nest.visits(first, sender, level, idle);
    // A plain dim that moves takes the whole tile with it, and so does every loop outside it; but
    // in the short last round of a factor that does not divide the bound it may not move at all.
    int moving = space.plain[o] & ~nest.inexact;
    for (int loop = first; loop < nest.loops && (moving & 1 << nest.loopDim[loop]) == 0; loop++) {
      long kept = kept(o, child, loop);
      if (kept > 0) {
        delivered -= kept * advances(loop, sender, level, idle);
      }
    }
    return delivered;
  }

  private long kept(int o, int child, int loop) {
    long kept = 1;
    for (int rest = space.plain[o]; rest != 0 && kept > 0; rest &= rest - 1) {
      int dim = Integer.numberOfTrailingZeros(rest);
      boolean exact = (nest.inexact & 1 << dim) == 0;
      kept *= exact ? space.bound[dim] : overlap.of(space.index[dim], child, loop);
    }
    for (Space.Window w : space.windows[o]) {
      kept *= kept == 0 ? 0 : overlap.of(w, child, loop);
    }
    return kept;
  }

  /** Advances of a loop as far as the irrelevant dims decide, per instance of {@code level}. */
  private long advances(int loop, int child, int level, int idle) {
    long outside = nest.visits(loop + 1, child, level, idle);
    if ((idle & 1 << nest.loopDim[loop]) == 0) {
      return outside;
    }
    int own = 1 << nest.loopDim[loop];
    long others = nest.visits(loop + 1, child, level, idle & ~own);
    return others
        * (nest.visits(loop, child, level, own & idle)
            - nest.visits(loop + 1, child, level, own & idle));
  }

  @Override
  double latency() {
    return timing.latency();
  }

  @Override
  public String limit() {
    return timing.limit();
  }
}
