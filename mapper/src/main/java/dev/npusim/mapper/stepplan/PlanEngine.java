package dev.npusim.mapper.stepplan;

/** How long a plan is improved. Effort is counted, so that equal questions get equal answers. */
public enum PlanEngine {
  /** The relaxation, rounding and a short search: within 0.2 %, or what it finds soon. */
  FAST(2e-3, 10_000_000),
  /** Searches until no plan is better by 0.01 %. */
  EXACT(1e-4, Long.MAX_VALUE);

  private final double tolerance;
  private final long work;

  PlanEngine(double tolerance, long work) {
    this.tolerance = tolerance;
    this.work = work;
  }

  /** Plans that are better by a smaller share are not looked for. */
  public double tolerance() {
    return tolerance;
  }

  /** Iterations of the search: fewer for large programs, which take longer for each. */
  long iterations(int rows) {
    return work == Long.MAX_VALUE ? work : work / Math.max(1, rows);
  }
}
