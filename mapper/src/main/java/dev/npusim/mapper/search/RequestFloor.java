package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;
import java.util.Arrays;

/**
 * What the MACs ask for, at least: each operand once per MAC, but for what instances share.
 *
 * <p>An operand of share {@code s} costs {@code weight / s}. One instance more along a dim is
 * shared by the operands that the dim does not address, so axes cannot be full for all operands at
 * once: the product of all shares is limited, too, and the least sum of terms under such a limit is
 * that of {@link Sharing}.
 */
final class RequestFloor {
  private final SearchProblem problem;
  private final Slots slots;
  private final Demand[] demand;
  private final Extremes extremes;
  private final Accesses accesses;
  private final double macs;
  private final double[] weight;

  /** Per operand: instances that share, at most. */
  private final double[] most;

  private final int[] times;
  private final Traffic own;

  RequestFloor(
      SearchProblem problem, Slots slots, Demand[] demand, Extremes extremes, Accesses accesses) {
    this.problem = problem;
    this.slots = slots;
    this.demand = demand;
    this.extremes = extremes;
    this.accesses = accesses;
    macs = problem.layer().macs();
    weight = new double[demand.length];
    most = new double[demand.length];
    times = new int[slots.dims];
    own = new Traffic(slots.levels);
  }

  void add(int[] keeps, Traffic traffic) {
    own.set(0);
    double elided = 0;
    double together = 1;
    int outermost = -1;
    Arrays.fill(times, 0);
    for (int o = 0; o < demand.length; o++) {
      int parent = Accesses.parent(keeps, o, -1);
      double windows = extremes.overlap(demand[o], -1, parent);
      double all = extremes.instances[0] / extremes.instances[parent + 1];
      most[o] = Real.min(all, extremes.together(~demand[o].relevant, -1, parent) * windows);
      double size = accesses.units(parent, o);
      weight[o] = macs * size * accesses.readEnergy[parent];
      if (demand[o].written) {
        // Each update has a read but for the first ones, however many are shared.
        weight[o] += macs * size * accesses.writeEnergy[parent];
        elided += accesses.first(o, parent) * size * accesses.readEnergy[parent];
      }
      accesses.asked(own, o, parent, Real.max(macs / most[o], demand[o].touched));
      if (most[o] > 1) {
        outermost = Real.max(outermost, parent);
        together *= windows;
        for (int d : slots.looping) {
          times[d] += (demand[o].relevant & 1 << d) == 0 ? 1 : 0;
        }
      }
    }
    if (outermost >= 0) {
      together *= extremes.weighted(times, -1, outermost);
      own.energy = Real.max(own.energy, Sharing.least(weight, most, together) - elided);
    }
    own.energy += macs * problem.architecture().compute().energyPerMac();
    traffic.add(own);
  }
}
