package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;

/** The rules of {@link TimeloopCounter}. */
final class TimeloopEvaluator extends Evaluator {
  private final Sharing sharing;
  private final Overlap overlap;

  TimeloopEvaluator(Architecture architecture, Layer layer) {
    super(architecture, layer);
    sharing = new Sharing(nest);
    overlap = new Overlap(nest);
  }

  @Override
  void accesses() {
    for (int o = 0; o < space.operands; o++) {
      int child = -1;
      for (int level = 0; level < space.levels; level++) {
        if (keeps(level, o)) {
          if (o == space.written) {
            sum(child, level);
          } else {
            read(o, child, level);
          }
          child = level;
        }
      }
    }
  }

  /** From {@code parent} to {@code child}. */
  private void read(int o, int child, int parent) {
    int asked = space.sets.of(child, parent);
    if (child < 0) {
      reads[parent * space.operands + o] =
          sharing.reads(o, child, parent, space.points[o] * nest.times(asked, space.idle[o]));
      return;
    }
    int first = nest.firstRelevant(o, child);
    long fresh = fresh(o, child, first);
    reads[parent * space.operands + o] =
        sharing.reads(o, child, parent, fresh * nest.times(first, asked, space.idle[o]));
    fills[child * space.operands + o] =
        fresh * nest.times(first, space.outside[child + 1], space.idle[o]);
  }

  /** From {@code child} to {@code parent} and, for what is not finished, back. */
  private void sum(int child, int parent) {
    int o = space.written;
    int cell = parent * space.operands + o;
    // Sums are merged whatever the axis does for reads: a sender of its own is the parent.
    int merged = space.outside[parent + 1];
    if (child < 0) {
      updates[cell] = space.points[o] * nest.times(merged, space.idle[o]);
    } else {
      int first = nest.firstRelevant(o, child);
      long fresh = fresh(o, child, first);
      updates[cell] = fresh * nest.times(first, merged, space.idle[o]);
      fills[child * space.operands + o] =
          fresh * nest.times(first, space.outside[child + 1], space.idle[o]) - distinct(child);
    }
    temporalReductions[cell] = updates[cell] - distinct(parent);
    reads[cell] = temporalReductions[cell];
  }

  /** Outputs that the instances of a level have to do with, each instance's counted. */
  private long distinct(int level) {
    int o = space.written;
    return space.plainVolume[o] * nest.times(nest.loops, space.outside[level + 1], space.idle[o]);
  }

  /**
   * Words delivered over all sweeps of the loops that address the operand, for the instances of
   * {@code child} whose data differ; loops outside {@code first} that do not address it repeat
   * them.
   */
  private long fresh(int o, int child, int first) {
    long volume = nest.volume(o, child);
    return first == nest.loops || (space.plain[o] & 1 << nest.loopDim[first]) != 0
        ? volume
        : volume - kept(o, child, first);
  }

  /** What the first relevant loop, a sliding one, leaves in place. */
  private long kept(int o, int child, int loop) {
    long kept = space.plainVolume[o];
    for (Space.Window w : space.windows[o]) {
      kept *= w.has(nest.loopDim[loop]) ? overlap.of(w, child, loop) : nest.extents(w, child);
      if (kept == 0) {
        return 0;
      }
    }
    return kept;
  }

  @Override
  double latency() {
    double cycles = steps();
    for (double port : portCycles) {
      cycles = Real.max(cycles, port);
    }
    return cycles;
  }

  @Override
  public String limit() {
    String limit = "compute";
    double slowest = steps();
    for (int l = 0; l < space.levels; l++) {
      if (portCycles[l] > slowest) {
        slowest = portCycles[l];
        limit = space.architecture.levels().get(l).name();
      }
    }
    return limit;
  }
}
