package dev.npusim.mapper.stepplan;

/**
 * A plan, what it costs, and how far from the best it may be.
 *
 * @param cost as the replay found it
 * @param objective microseconds or bytes of this plan, see {@link PlanObjective}
 * @param bound no plan of this strategy is below
 * @param tolerance the share by which the search was content
 * @param isComplete whether the search ended by itself; else effort, time or a person ended it
 */
public record PlanResult(
    StepPlan plan,
    PlanCost cost,
    double objective,
    double bound,
    double tolerance,
    boolean isComplete,
    Effort effort) {

  /**
   * How it was found.
   *
   * @param variables of the linear program
   * @param rows of the linear program
   * @param choices 0/1 variables: recomputations that fit
   * @param nodes of the tree
   * @param iterations of the simplex method
   */
  public record Effort(int variables, int rows, int choices, long nodes, long iterations) {}

  /** The share by which the plan may be worse than the best. */
  public double gap() {
    return bound > 0 ? Math.max(0, objective - bound) / bound : objective > bound ? 1 : 0;
  }
}
