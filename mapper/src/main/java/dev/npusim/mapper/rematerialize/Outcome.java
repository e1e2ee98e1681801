package dev.npusim.mapper.rematerialize;

/** What is known about a graph and a budget. */
public sealed interface Outcome {
  /**
   * A plan that fits.
   *
   * @param bound what no plan's copies cost less than: all of them where the plan is optimal
   */
  record Fits(StagedPlan plan, double bound) implements Outcome {}

  /** There is no plan that fits, in this order of first executions. */
  record Impossible(String reason) implements Outcome {}

  /**
   * None was found, and none excluded.
   *
   * @param lowest the plan with the lowest peak
   */
  record Unknown(StagedPlan lowest) implements Outcome {}
}
