package dev.npusim.mapper.stepplan;

/** What is minimised. */
public enum PlanObjective {
  /** Microseconds, and a microjoule counts as {@link StepModel#MICROSECONDS_PER_MICROJOULE}. */
  LATENCY,
  /** Bytes from and to DRAM. */
  DRAM;

  /** The value of a plan: microseconds or bytes. */
  public double of(PlanCost cost) {
    return switch (this) {
      case LATENCY ->
          1e6 * cost.latencySeconds()
              + StepModel.MICROSECONDS_PER_MICROJOULE * 1e6 * cost.energyJ();
      case DRAM -> cost.dramBytes();
    };
  }
}
