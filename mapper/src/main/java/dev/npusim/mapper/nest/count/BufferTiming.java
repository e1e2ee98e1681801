package dev.npusim.mapper.nest.count;

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

  /** The level whose port took most of the transfers last asked for. */
  private int busiest;

  private static final int COMPUTE = -1;

  BufferTiming(PhysicalEvaluator counts) {
    this.counts = counts;
    this.space = counts.space;
    this.nest = counts.nest;
  }

  double latency() {
    slowest = COMPUTE;
    double cycles = counts.steps() + skew();
    double ramps = 0;
    for (int l = 0; l < space.levels; l++) {
      double outer = transfers(l, false);
      int through = busiest;
      boolean overlaps = space.doubleBuffered[l] || outer == 0;
      double inner = overlaps ? counts.portCycles[l] : inside(l);
      if (inner > cycles) {
        cycles = inner;
        slowest = l;
      }
      if (overlaps) {
        if (outer > cycles) {
          cycles = outer;
          slowest = through;
        }
        ramps += outer == 0 ? 0 : transfers(l, true);
      } else {
        cycles += outer;
        if (outer > cycles / 2) {
          slowest = through;
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

  /** Cycles to exchange all tiles of a level with its parents, or one tile of each operand. */
  private double transfers(int l, boolean one) {
    if (l == space.levels - 1) {
      return 0;
    }
    double own = 0;
    double ownOut = 0;
    double cycles = 0;
    double most = 0;
    busiest = l;
    for (int o = 0; o < space.operands; o++) {
      int cell = l * space.operands + o;
      double share = one ? 1.0 / rounds(o, l) : 1;
      double in = counts.fills[cell] * counts.units[cell] * share;
      boolean sums = o == space.written;
      double results = sums ? counts.widths.savedOut[l] : 0;
      double out = (counts.drains[cell] * counts.units[cell] - results) * share;
      own += in;
      ownOut += out;
      if (counts.fills[cell] + counts.drains[cell] > 0 && space.limited[counts.parent[cell]]) {
        int p = counts.parent[cell];
        double width = counts.units[p * space.operands + o] * share;
        double arrived = sums ? counts.widths.savedIn[p] * share : 0;
        double there =
            counts.port(
                    p,
                    counts.parentReads[cell] * width,
                    counts.parentUpdates[cell] * width - arrived)
                / nest.instances(p);
        cycles += there;
        if (there > most) {
          most = there;
          busiest = p;
        }
      }
    }
    if (space.limited[l]) {
      double here = counts.port(l, ownOut, own) / nest.instances(l);
      if (here > cycles) {
        busiest = l;
        return here;
      }
    }
    return cycles;
  }

  /** Tiles of an operand that one instance of a level has, one after the other. */
  private long rounds(int o, int l) {
    return nest.steps(nest.firstRelevant(o, l));
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
            folds = Math.max(folds, rounds(o, l));
          }
        }
      }
    }
    return folds;
  }
}
