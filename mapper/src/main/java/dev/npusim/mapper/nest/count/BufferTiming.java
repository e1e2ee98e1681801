package dev.npusim.mapper.nest.count;

import java.util.Arrays;

/**
 * Cycles of a nest from the inside out. A level with two buffers works while its next tiles come:
 * the slower of the two counts, plus the first tile in and the last tile out. A level with one
 * buffer does one after the other.
 */
final class BufferTiming {
  private final PhysicalEvaluator counts;
  private final Space space;
  private final Nest nest;

  /** What the time was last due to: {@code COMPUTE}, or a level whose port it is. */
  private int slowest;

  /** Cycles of the transfers last asked for, the level whose port took most of them... */
  private double all;

  private int busiest;

  /** ... and cycles of one tile of each operand. */
  private double one;

  /** Tiles per operand and level, [level * operands + operand]; zero until they are asked for. */
  private final long[] rounds;

  private static final int COMPUTE = -1;

  BufferTiming(PhysicalEvaluator counts) {
    this.counts = counts;
    this.space = counts.space;
    this.nest = counts.nest;
    rounds = new long[counts.fills.length];
  }

  double latency() {
    slowest = COMPUTE;
    Arrays.fill(rounds, 0);
    double cycles = counts.steps() + skew();
    double ramps = 0;
    for (int l = 0; l < space.levels; l++) {
      transfers(l);
      double outer = all;
      boolean overlaps = space.doubleBuffered[l] || outer == 0;
      double inner = overlaps ? counts.portCycles[l] : inside(l);
      if (inner > cycles) {
        cycles = inner;
        slowest = l;
      }
      if (overlaps) {
        if (outer > cycles) {
          cycles = outer;
          slowest = busiest;
        }
        ramps += one;
      } else {
        cycles += outer;
        if (outer > cycles / 2) {
          slowest = busiest;
        }
      }
    }
    cycles += ramps;
    for (int l = 0; l < space.levels; l++) {
      if (counts.portCycles[l] > cycles) {
        cycles = counts.portCycles[l];
        slowest = l;
      }
    }
    return cycles;
  }

  String limit() {
    return slowest == COMPUTE ? "compute" : space.architecture.levels().get(slowest).name();
  }

  /** Cycles that a level's ports need for what lies inside it. */
  private double inside(int l) {
    if (!space.limited[l]) {
      return 0;
    }
    double out = 0;
    double in = -counts.widths.savedIn[l];
    for (int o = 0; o < space.operands; o++) {
      int cell = l * space.operands + o;
      out += (counts.reads[cell] - counts.drains[cell]) * counts.units[cell];
      in += counts.updates[cell] * counts.units[cell];
    }
    return counts.port(l, out, in) / nest.instances(l);
  }

  /**
   * Cycles to exchange {@link #all} tiles of a level with its parents and, where the next tiles
   * come early, {@link #one} tile of each operand.
   */
  private void transfers(int l) {
    all = 0;
    one = 0;
    busiest = l;
    if (l == space.levels - 1) {
      return;
    }
    boolean early = space.doubleBuffered[l];
    double in = 0;
    double out = 0;
    double inOne = 0;
    double outOne = 0;
    double most = 0;
    for (int o = 0; o < space.operands; o++) {
      int cell = l * space.operands + o;
      if (counts.fills[cell] + counts.drains[cell] == 0) {
        continue;
      }
      boolean sums = o == space.written;
      double share = early ? 1.0 / rounds(o, l) : 0;
      double arriving = counts.fills[cell] * counts.units[cell];
      double results = sums ? counts.widths.savedOut[l] : 0;
      double leaving = counts.drains[cell] * counts.units[cell] - results;
      in += arriving;
      out += leaving;
      inOne += arriving * share;
      outOne += leaving * share;
      int p = counts.parent[cell];
      if (space.limited[p]) {
        double width = counts.units[p * space.operands + o];
        double arrived = sums ? counts.widths.savedIn[p] : 0;
        double there =
            counts.port(
                    p,
                    counts.parentReads[cell] * width,
                    counts.parentUpdates[cell] * width - arrived)
                / nest.instances(p);
        all += there;
        one += there * share;
        if (there > most) {
          most = there;
          busiest = p;
        }
      }
    }
    if (space.limited[l]) {
      double here = counts.port(l, out, in) / nest.instances(l);
      if (here > all) {
        all = here;
        busiest = l;
      }
      one = Real.max(one, counts.port(l, outOne, inOne) / nest.instances(l));
    }
  }

  /** Tiles of an operand that one instance of a level has, one after the other. */
  private long rounds(int o, int l) {
    int cell = l * space.operands + o;
    if (rounds[cell] == 0) {
      rounds[cell] = nest.steps(nest.firstRelevant(o, l));
    }
    return rounds[cell];
  }

  /** Cycles that data spend on their way from neighbour to neighbour. */
  private double skew() {
    double skew = 0;
    if (space.forward == 0) {
      return skew;
    }
    for (int axis = 0; axis < space.axes; axis++) {
      if ((space.forward & 1 << axis) != 0) {
        skew += (double) (nest.usedOnAxis[axis] - 1) * folds(space.under[axis]);
      }
    }
    return skew;
  }

  /** Times that the instances under {@code level} begin anew with an empty pipeline. */
  private long folds(int level) {
    long folds = 1;
    for (int l = 0; l < level; l++) {
      if (!space.doubleBuffered[l]) {
        for (int o = 0; o < space.operands; o++) {
          if (counts.keeps(l, o)) {
            folds = Real.max(folds, rounds(o, l));
          }
        }
      }
    }
    return folds;
  }
}
