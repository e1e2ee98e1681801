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
    reads[parent * space.operands + o] =
        sharing.reads(o, child, parent, delivered(o, child, parent));
    if (child >= 0) {
      fills[child * space.operands + o] = delivered(o, child, child);
    }
  }

  /** From {@code child} to {@code parent} and, for what is not finished, back. */
  private void sum(int child, int parent) {
    int o = space.written;
    int cell = parent * space.operands + o;
    updates[cell] = delivered(o, child, parent);
    temporalReductions[cell] = updates[cell] - distinct(parent);
    reads[cell] = temporalReductions[cell];
    if (child >= 0) {
      fills[child * space.operands + o] = delivered(o, child, child) - distinct(child);
    }
  }

  /** Outputs that the instances of a level have to do with, each instance's counted. */
  private long distinct(int level) {
    int o = space.written;
    return space.plainVolume[o] * nest.visits(nest.loops, level, level, ~space.relevant[o]);
  }

  /**
   * Words delivered to instances of {@code child} whose data differ, once for each instance of
   * {@code level} (the child's parent, or the child itself) with identical data.
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
    if (first < nest.loops && (space.plain[o] & 1 << nest.loopDim[first]) == 0) {
      volume -= kept(o, child, first, volume);
    }
    return volume * nest.visits(first, sender, level, idle);
  }

  /** What the first relevant loop, a sliding one, leaves in place. */
  private long kept(int o, int child, int loop, long volume) {
    for (Space.Window w : space.windows[o]) {
      if (w.has(nest.loopDim[loop])) {
        return volume / nest.extents(w, child) * overlap.of(w, child, loop);
      }
    }
    return 0;
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
