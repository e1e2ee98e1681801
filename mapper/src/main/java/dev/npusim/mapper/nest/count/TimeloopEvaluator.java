package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;

/** The rules of {@link TimeloopCounter}. */
final class TimeloopEvaluator extends Evaluator {
  private final Sharing sharing;

  TimeloopEvaluator(Architecture architecture, Layer layer) {
    super(architecture, layer);
    sharing = new Sharing(nest);
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
    int idle = ~space.relevant[o];
    long delivered = delivered(o, child);
    reads[parent * space.operands + o] =
        sharing.reads(o, child, parent, delivered) * nest.replication(parent, idle);
    if (child >= 0) {
      fills[child * space.operands + o] = delivered * nest.replication(child, idle);
    }
  }

  /** From {@code child} to {@code parent} and, for what is not finished, back. */
  private void sum(int child, int parent) {
    int o = space.written;
    int idle = ~space.relevant[o];
    long distinct = space.plainVolume[o];
    long delivered = delivered(o, child);
    int cell = parent * space.operands + o;
    updates[cell] = delivered * nest.replication(parent, idle);
    temporalReductions[cell] = (delivered - distinct) * nest.replication(parent, idle);
    reads[cell] = temporalReductions[cell];
    if (child >= 0) {
      fills[child * space.operands + o] = (delivered - distinct) * nest.replication(child, idle);
    }
  }

  /** Words delivered to all instances of {@code child} whose data differ. */
  private long delivered(int o, int child) {
    int first = nest.start[child + 1];
    if (child < 0) {
      return nest.volume(o, child) * nest.steps(first, ~space.relevant[o]);
    }
    while (first < nest.loops && (space.relevant[o] & 1 << nest.loopDim[first]) == 0) {
      first++;
    }
    long volume = nest.volume(o, child);
    if (first < nest.loops && (space.plain[o] & 1 << nest.loopDim[first]) == 0) {
      volume -= kept(o, child, first, volume);
    }
    return volume * nest.steps(first, ~space.relevant[o]);
  }

  /** What the first relevant loop, a sliding one, leaves in place. */
  private long kept(int o, int child, int loop, long volume) {
    for (Space.Window w : space.windows[o]) {
      if (w.has(nest.loopDim[loop])) {
        long overlap = Sliding.overlap(nest, w, child, loop);
        return overlap == 0 ? 0 : volume / nest.extents(w, child) * overlap;
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
