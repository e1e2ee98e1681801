package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.count.Real;
import java.util.Arrays;

/**
 * What the tiles of the outermost memory on chip take together: all of their transfers, and the
 * first and last ones that nothing overlaps with. Large tiles are fetched rarely but make the array
 * wait for the first of them, and small ones the other way round, so bounds of the two by
 * themselves miss most of it.
 *
 * <p>Let a dim have {@code r} rounds outside the memory. A tile of an operand is the whole divided
 * by the {@code r} of its dims. If the innermost loop outside belongs to the operand, each of its
 * elements comes as often as the {@code r} of all other dims say; of sums all but the last arrival
 * are wide ones. Both are products of powers of {@code r}, and their sum is convex in the
 * logarithms: its tangent at any point is below it, and nearly touches it where one coordinate
 * after the other has been made best.
 */
final class TradeFloor {
  private static final int BITS_PER_BYTE = 8;
  private static final int SWEEPS = 2;

  private final SearchProblem problem;
  private final Slots slots;
  private final Demand[] demand;
  private final Extremes extremes;
  private final int child;
  private final int outermost;
  private final boolean holds;

  /** Cycles per element through the outermost level's port, and of an unfinished sum. */
  private final double[] each;

  private final double[] unfinished;

  /**
   * Two terms per operand: a factor, the dims whose rounds multiply it and those that divide it.
   */
  private final double[] factor;

  private final int[] above;
  private final int[] below;
  private final double[] value;

  /** Rounds per dim, and their range. */
  private final double[] rounds;

  private final double[] fewest;
  private final double[] most;

  TradeFloor(SearchProblem problem, Slots slots, Demand[] demand, Extremes extremes) {
    this.problem = problem;
    this.slots = slots;
    this.demand = demand;
    this.extremes = extremes;
    outermost = slots.levels - 1;
    child = outermost - 1;
    int outer = outermost;
    boolean axes = slots.architecture.axes().stream().anyMatch(axis -> axis.under() == outer);
    // With axes outside, instances share the rounds out and tiles between them.
    holds =
        child >= 0
            && !axes
            && problem.counter().waits()
            && problem.objective() != Objective.ENERGY
            && problem.architecture().levels().get(child).doubleBuffered();
    each = new double[demand.length];
    unfinished = new double[demand.length];
    MemoryLevel memory = problem.architecture().levels().get(outermost);
    for (int o = 0; o < demand.length; o++) {
      double port = demand[o].written ? memory.writeBandwidth() : memory.readBandwidth();
      double cycles = Real.max(1 / port, 1 / memory.sharedBandwidth());
      var operand = problem.layer().operands().get(o);
      boolean words = memory.unit() == MemoryLevel.Unit.WORDS;
      each[o] = cycles * (words ? 1 : (double) operand.bits() / BITS_PER_BYTE);
      unfinished[o] = cycles * (words ? 1 : (double) operand.partialBits() / BITS_PER_BYTE);
    }
    factor = new double[2 * demand.length];
    above = new int[factor.length];
    below = new int[factor.length];
    value = new double[factor.length];
    rounds = new double[slots.dims];
    fewest = new double[slots.dims];
    most = new double[slots.dims];
  }

  /** The level whose tiles this is about. */
  int child() {
    return child;
  }

  /** Cycles for all transfers and for those at either end; zero where nothing is known. */
  double of(Region region) {
    if (!holds || region.keeps[child] == 0) {
      return 0;
    }
    int row = outermost * slots.dims;
    boolean alone = true;
    double least = Double.POSITIVE_INFINITY;
    for (int d : slots.looping) {
      alone &= extremes.fewestRounds[row + d] == 1;
    }
    if (alone) {
      double sum = 0;
      for (int o = 0; o < demand.length; o++) {
        sum += kept(region, o) ? 2 * each[o] * demand[o].touched : 0;
      }
      least = sum;
    }
    int summed = summed();
    for (int d : slots.looping) {
      if (extremes.mostRounds[row + d] > 1) {
        if ((summed & 1 << d) != 0) {
          least = Real.min(least, innermost(region, d, true));
        } else {
          boolean possible = true;
          boolean certain = true;
          for (int e : slots.looping) {
            if ((summed & 1 << e) != 0) {
              possible &= extremes.fewestRounds[row + e] == 1;
              certain &= extremes.mostRounds[row + e] == 1;
            }
          }
          if (possible) {
            least = Real.min(least, innermost(region, d, false));
          }
          if (!certain) {
            least = Real.min(least, innermost(region, d, true));
          }
        }
      }
    }
    return least;
  }

  private int summed() {
    int mask = 0;
    for (int o = 0; o < demand.length; o++) {
      if (demand[o].written) {
        for (int d : slots.looping) {
          mask |= (demand[o].relevant & 1 << d) == 0 ? 1 << d : 0;
        }
      }
    }
    return mask;
  }

  private boolean kept(Region region, int o) {
    return (region.keeps[child] & 1 << o) != 0;
  }

  /**
   * Where {@code d} is the innermost loop outside.
   *
   * @param sums whether any dim that is summed over loops outside
   */
  private double innermost(Region region, int d, boolean sums) {
    int row = outermost * slots.dims;
    int summed = summed();
    int all = 0;
    for (int e : slots.looping) {
      boolean inside = !sums && (summed & 1 << e) != 0;
      fewest[e] = extremes.fewestRounds[row + e];
      most[e] = inside ? 1 : extremes.mostRounds[row + e];
      all |= 1 << e;
    }
    fewest[d] = Real.max(2, fewest[d]);
    double constant = 0;
    Arrays.fill(factor, 0);
    for (int o = 0; o < demand.length; o++) {
      if (!kept(region, o)) {
        continue;
      }
      Demand need = demand[o];
      if ((need.plain & 1 << d) != 0) {
        double cycles = sums && need.written ? unfinished[o] : each[o];
        term(2 * o, cycles * need.touched, all & ~need.relevant, 0);
        // The last time it is a result that arrives.
        constant -= (cycles - each[o]) * need.touched;
      } else {
        constant += each[o] * need.touched;
      }
      tile(o, each[o], all);
    }
    return constant + least();
  }

  /** A tile of the operand on average: see {@link RampFloor} for what windows keep. */
  private void tile(int o, double cycles, int all) {
    Demand need = demand[o];
    double size = need.plainVolume;
    int dims = need.plain;
    for (Demand.Window w : need.windows) {
      boolean insideA = most[w.a()] == 1;
      boolean insideB = w.b() < 0 || most[w.b()] == 1;
      if (!insideA && !insideB) {
        term(2 * o + 1, cycles * need.touched, 0, all);
        return;
      }
      if (insideA && insideB) {
        size *= w.touched();
      } else {
        int moves = insideB ? w.a() : w.b();
        size *= slots.bound[moves];
        dims |= 1 << moves;
      }
    }
    term(2 * o + 1, cycles * size, 0, dims);
  }

  private void term(int t, double times, int multiplied, int divided) {
    factor[t] = times;
    above[t] = multiplied;
    below[t] = divided;
  }

  /** The least sum of the terms, from below. */
  private double least() {
    for (int e : slots.looping) {
      rounds[e] = fewest[e];
    }
    double sum = 0;
    for (int t = 0; t < factor.length; t++) {
      value[t] = factor[t];
      for (int e : slots.looping) {
        int bit = 1 << e;
        value[t] *= (above[t] & bit) != 0 ? rounds[e] : 1;
        value[t] /= (below[t] & bit) != 0 ? rounds[e] : 1;
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int e : slots.looping) {
        if (fewest[e] < most[e]) {
          best(e);
        }
      }
    }
    for (double each : value) {
      sum += each;
    }
    // The tangent where it is lowest in the range: at the end to which it falls.
    for (int e : slots.looping) {
      double slope = share(above, e) - share(below, e);
      double end = slope > 0 ? fewest[e] : most[e];
      if (end != rounds[e]) {
        sum += slope * Math.log(end / rounds[e]);
      }
    }
    return sum;
  }

  /** Moves one dim's rounds to where the sum is least. */
  private void best(int e) {
    double growing = share(above, e);
    double falling = share(below, e);
    double scale = growing == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(falling / growing);
    double now = rounds[e];
    double next = Real.max(fewest[e], Real.min(most[e], falling == 0 ? fewest[e] : now * scale));
    double by = next / now;
    int bit = 1 << e;
    for (int t = 0; t < value.length; t++) {
      value[t] *= (above[t] & bit) != 0 ? by : 1;
      value[t] /= (below[t] & bit) != 0 ? by : 1;
    }
    rounds[e] = next;
  }

  /** The sum of the terms in whose mask a dim is. */
  private double share(int[] masks, int e) {
    double sum = 0;
    for (int t = 0; t < value.length; t++) {
      sum += (masks[t] & 1 << e) != 0 ? value[t] : 0;
    }
    return sum;
  }
}
