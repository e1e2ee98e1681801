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
      nest.focus(o);
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
        long delivered = delivered(o, child, child, level);
        long asked = sharing.reads(o, child, level, delivered);
        reads[level * space.operands + o] = asked;
        if (child >= 0) {
          int cell = child * space.operands + o;
          fills[cell] = spread(delivered, o, child, level);
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
      updates[cell] = delivered(o, child, level, level);
      temporalReductions[cell] = updates[cell] - zeros;
      reads[cell] += temporalReductions[cell];
      if (child >= 0) {
        int inner = child * space.operands + o;
        drains[inner] = spread(updates[cell], o, child, level);
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
   *
   * @param port the child where each has a read of its own on unicast axes; for sums, which merge
   *     whatever the axis does for reads, the level
   */
  private long delivered(int o, int child, int port, int level) {
    long volume = nest.volume(o, child);
    if (child < 0) {
      return volume * nest.times(0, port, level);
    }
    int first = nest.firstRelevant(child);
    long delivered = volume * nest.times(first, port, level);
    // A plain dim that moves takes the whole tile with it, and so does every loop outside it; but
    // in the short last round of a factor that does not divide the bound it may not move at all.
    int moving = space.plain[o] & ~nest.inexact;
    for (int loop = first; loop < nest.loops && (moving & 1 << nest.loopDim[loop]) == 0; loop++) {
      long kept = kept(o, child, loop);
      if (kept > 0) {
        delivered -= kept * advances(o, loop, port, level);
      }
    }
    return delivered;
  }

  /** What {@code delivered} words for the parents are for all instances of {@code child}. */
  private long spread(long delivered, int o, int child, int parent) {
    return nest.alike()
        ? delivered / nest.copies(parent) * nest.copies(child)
        : delivered(o, child, child, child);
  }

  private long kept(int o, int child, int loop) {
    long kept = 1;
    if ((space.plain[o] & nest.inexact) == 0) {
      kept = space.plainVolume[o];
    } else {
      for (int rest = space.plain[o]; rest != 0; rest &= rest - 1) {
        int dim = Integer.numberOfTrailingZeros(rest);
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

  /** Advances of a loop as far as the irrelevant dims decide, per instance of {@code level}. */
  private long advances(int o, int loop, int port, int level) {
    int own = 1 << nest.loopDim[loop];
    if ((space.relevant[o] & own) != 0) {
      return nest.times(loop + 1, port, level);
    }
    long others = nest.visits(loop + 1, port, level, ~space.relevant[o] & ~own);
    return others * (nest.visits(loop, port, level, own) - nest.visits(loop + 1, port, level, own));
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
