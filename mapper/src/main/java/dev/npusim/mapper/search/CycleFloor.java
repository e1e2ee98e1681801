package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.count.Real;
import dev.npusim.npu.cost.Ceil;

/**
 * Cycles, at least: those of the MAC units, of every port, and, where a level with one buffer waits
 * for its transfers, of all such levels one after the other.
 */
final class CycleFloor {
  private final SearchProblem problem;
  private final Slots slots;
  private final Demand[] demand;
  private final Extremes extremes;
  private final Stages stages;
  private final int levels;
  private final double[] read;
  private final double[] write;
  private final double[] shared;
  private final boolean[] doubleBuffered;
  private final boolean waits;

  /** Steps of any mapping. */
  private final double folds;

  /** Per axis on which data pass from one to the next: the dims that go on no other. */
  private final int[] confined;

  private final boolean forwards;

  /** Cycles to exchange the tiles of a level. */
  private final double[] transfers;

  /** Cycles for the first and the last tiles of a level. */
  private final double[] ramps;

  CycleFloor(
      SearchProblem problem, Slots slots, Stages stages, Demand[] demand, Extremes extremes) {
    this.problem = problem;
    this.slots = slots;
    this.stages = stages;
    this.demand = demand;
    this.extremes = extremes;
    levels = slots.levels;
    waits = problem.counter().waits();
    folds = FoldFloor.steps(slots);
    read = new double[levels];
    write = new double[levels];
    shared = new double[levels];
    doubleBuffered = new boolean[levels];
    transfers = new double[levels];
    ramps = new double[levels];
    for (int l = 0; l < levels; l++) {
      MemoryLevel memory = problem.architecture().levels().get(l);
      read[l] = 1 / memory.readBandwidth();
      write[l] = 1 / memory.writeBandwidth();
      shared[l] = 1 / memory.sharedBandwidth();
      doubleBuffered[l] = memory.doubleBuffered();
    }
    confined = new int[slots.axisSize.length];
    boolean any = false;
    for (int a = 0; a < confined.length; a++) {
      SpatialAxis axis = problem.architecture().axes().get(a);
      if (axis.delivery() == SpatialAxis.Delivery.FORWARD) {
        any = true;
        confined[a] = slots.axisDims[a];
        for (int other = 0; other < confined.length; other++) {
          boolean together =
              other != a && problem.architecture().axes().get(other).under() == axis.under();
          confined[a] &= together ? ~slots.axisDims[other] : -1;
        }
      }
    }
    forwards = any;
  }

  /** Takes in what the tiles of {@code child} move. */
  void exchange(int child, Traffic traffic) {
    double parents = 0;
    for (int l = child + 1; l < levels; l++) {
      parents += port(l, traffic.fetched[l], traffic.in[l]);
    }
    transfers[child] = Real.max(parents, port(child, 0, traffic.in[child]));
  }

  /** Takes in what the first and last tiles of {@code child} take. */
  void ramp(int child, double cycles) {
    ramps[child] = cycles;
  }

  /** Cycles of a level's ports, shared by as many instances as there can be. */
  double port(int l, double out, double in) {
    double cycles = Real.max(Real.max(out * read[l], in * write[l]), (out + in) * shared[l]);
    return cycles == 0 ? 0 : cycles / extremes.widest(l);
  }

  /**
   * @param total of all levels
   * @param child a level with two buffers
   * @param together cycles that its transfers and its first and last tiles take, at least
   */
  double of(Region region, Traffic total, int child, double together) {
    double cycles =
        Real.max(folds, extremes.rounds(-1, -1)) / problem.architecture().compute().macsPerCycle();
    if (waits) {
      cycles += forwards ? skew(region) : 0;
      for (int l = 0; l < levels - 1; l++) {
        cycles = doubleBuffered[l] ? Real.max(cycles, transfers[l]) : cycles + transfers[l];
      }
      double others = 0;
      for (int l = 0; l < levels - 1; l++) {
        cycles += ramps[l];
        others += l == child ? 0 : ramps[l];
      }
      cycles = Real.max(cycles, together + others);
    }
    for (int l = 0; l < levels; l++) {
      cycles = Real.max(cycles, port(l, total.out[l], total.in[l]));
    }
    return Real.max(1, Ceil.of(cycles * (1 - 1e-9)));
  }

  /** Cycles on the way from neighbour to neighbour, once per tile of levels with one buffer. */
  private double skew(Region region) {
    double skew = 0;
    for (int a = 0; a < confined.length; a++) {
      double used = 1;
      int under = problem.architecture().axes().get(a).under();
      for (int rest = confined[a]; rest != 0; rest &= rest - 1) {
        int d = Integer.numberOfTrailingZeros(rest);
        used *= region.least[stages.sides[under] * slots.dims + d];
      }
      skew += used == 1 ? 0 : (used - 1) * folds(region, under);
    }
    return skew;
  }

  private double folds(Region region, int under) {
    double folds = 1;
    for (int l = 0; l < under; l++) {
      if (!doubleBuffered[l]) {
        for (int o = 0; o < demand.length; o++) {
          if ((region.keeps[l] & 1 << o) != 0) {
            folds = Real.max(folds, extremes.rounds(demand[o].relevant, l));
          }
        }
      }
    }
    return folds;
  }
}
