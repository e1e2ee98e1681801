package dev.npusim.mapper.bound;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.Goal;
import dev.npusim.npu.hardware.Npu;

/**
 * What no schedule of a model on a chip can undercut.
 *
 * @param cycles of a run
 * @param energyJ of a run
 * @param dramBytes that cross the bus
 */
public record Bounds(long cycles, double energyJ, long dramBytes) {

  public static Bounds of(Graph model, Npu npu, Precision precision) {
    long cycles = LowerBound.cycles(model, npu, precision);
    return new Bounds(
        cycles,
        EnergyBound.joules(model, npu, precision, cycles),
        LowerBound.dramBytes(model, npu, precision));
  }

  /** What {@code goal} cannot undercut. */
  public double of(Goal goal) {
    return goal.of(cycles, energyJ, dramBytes);
  }

  /** How much more a value is than its bound, as a part of the bound; 0 without one. */
  public static double gap(double value, double bound) {
    return bound > 0 ? value / bound - 1 : 0;
  }
}
