package dev.npusim.mapper.schedule;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator measured of a plan's program, or why there is none.
 *
 * @param cycles -1 without a program
 * @param energyJ NaN where nothing asked for it
 * @param dramBytes that cross the bus
 * @param spillBytes of those, written to make room and read back
 * @param recomputedMacs of copies
 * @param instructions of the program
 * @param guides what a search compares plans by: figures that do not depend on the chip's own DRAM
 *     where the goal is latency
 */
public record Measurement(
    Plan plan,
    long cycles,
    double energyJ,
    long dramBytes,
    long spillBytes,
    long recomputedMacs,
    int instructions,
    ImmutableDoubleArray guides,
    @Nullable InfeasibleException failure) {

  static Measurement failed(Plan plan, InfeasibleException why) {
    return new Measurement(plan, -1, Double.NaN, 0, 0, 0, 0, ImmutableDoubleArray.of(), why);
  }

  public boolean isFeasible() {
    return failure == null;
  }

  /** The figure that {@code goal} minimises; infinite without a program. */
  public double of(Goal goal) {
    return isFeasible() ? goal.of(cycles, energyJ, dramBytes) : Double.POSITIVE_INFINITY;
  }
}
