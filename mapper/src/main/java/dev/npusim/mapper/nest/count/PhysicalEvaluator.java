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

  /** Words delivered last: as the parents see them, and as the children do. */
  private long atParent;

  private long atChild;

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
        deliver(o, child, space.sets.of(child, level));
        long asked = sharing.reads(o, child, level, atParent);
        reads[level * space.operands + o] = asked;
        if (child >= 0) {
          int cell = child * space.operands + o;
          fills[cell] = atChild;
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
      // Sums merge whatever the axis does for reads.
      deliver(o, child, space.outside[level + 1]);
      updates[cell] = atParent;
      temporalReductions[cell] = updates[cell] - zeros;
      reads[cell] = drains[cell] + temporalReductions[cell];
      if (child >= 0) {
        int inner = child * space.operands + o;
        drains[inner] = atChild;
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
   * Counts the words delivered to (or drained from) instances of {@code child} whose data differ:
   * once for each instance of {@code child}, and once for each of the parents along {@code asking}.
   */
  private void deliver(int o, int child, int asking) {
    int[] idle = space.idle[o];
    if (child < 0) {
      atParent = space.points[o] * nest.times(asking, idle);
      return;
    }
    int own = space.outside[child + 1];
    int first = nest.firstRelevant(o, child);
    long volume = nest.volume(o, child);
    atParent = volume * nest.times(first, asking, idle);
    atChild = asking == own ? atParent : volume * nest.times(first, own, idle);
    // A plain dim that moves takes the whole tile with it, and so does every loop outside it; but
    // in the short last round of a factor that does not divide the bound it may not move at all.
    int moving = space.plain[o] & ~nest.inexact;
    for (int loop = first; loop < nest.loops && (moving & 1 << nest.loopDim[loop]) == 0; loop++) {
      long kept = kept(o, child, loop);
      if (kept > 0) {
        long there = advances(o, loop, asking);
        atParent -= kept * there;
        atChild -= kept * (asking == own ? there : advances(o, loop, own));
      }
    }
  }

  private long kept(int o, int child, int loop) {
    long kept = 1;
    if ((space.plain[o] & nest.inexact) == 0) {
      kept = space.plainVolume[o];
    } else {
      for (int dim : space.plainDims[o]) {
        boolean exact = (nest.inexact & 1 << dim) == 0;
        kept *= exact ? space.bound[dim] : overlap.ofPlain(dim, child, loop);
        if (kept == 0) {
          return 0;
        }
      }
    }
    for (Space.Window w : space.windows[o]) {
      kept *= overlap.of(w, child, loop);
      if (kept == 0) {
        return 0;
      }
    }
    return kept;
  }

  /** Advances of a loop as far as the irrelevant dims decide, along a set of axes. */
  private long advances(int o, int loop, int set) {
    long others = nest.times(loop, set, space.others[o][nest.loopDim[loop]]);
    return (space.relevant[o] & 1 << nest.loopDim[loop]) != 0
        ? others
        : others * nest.advances(loop, set);
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
