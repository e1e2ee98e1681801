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
      nest.focus(o);
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
    int first = child < 0 ? 0 : nest.firstRelevant(child);
    long fresh = fresh(o, child, first);
    reads[parent * space.operands + o] =
        sharing.reads(o, child, parent, fresh * nest.times(first, child, parent));
    if (child >= 0) {
      fills[child * space.operands + o] = fresh * nest.times(first, child, child);
    }
  }

  /** From {@code child} to {@code parent} and, for what is not finished, back. */
  private void sum(int child, int parent) {
    int o = space.written;
    int cell = parent * space.operands + o;
    int first = child < 0 ? 0 : nest.firstRelevant(child);
    long fresh = fresh(o, child, first);
    // Sums are merged whatever the axis does for reads: a sender of its own is the parent.
    updates[cell] = fresh * nest.times(first, parent, parent);
    temporalReductions[cell] = updates[cell] - distinct(parent);
    reads[cell] = temporalReductions[cell];
    if (child >= 0) {
      fills[child * space.operands + o] = fresh * nest.times(first, child, child) - distinct(child);
    }
  }

  /** Outputs that the instances of a level have to do with, each instance's counted. */
  private long distinct(int level) {
    return space.plainVolume[space.written] * nest.times(nest.loops, level, level);
  }

  /**
   * Words delivered over all sweeps of the loops that address the operand, for the instances of
   * {@code child} whose data differ; loops outside {@code first} that do not address it repeat
   * them.
   */
  private long fresh(int o, int child, int first) {
    long volume = nest.volume(o, child);
    return child < 0 || first == nest.loops || (space.plain[o] & 1 << nest.loopDim[first]) != 0
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
      cycles = Math.max(cycles, port);
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
