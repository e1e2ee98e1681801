package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/** A strategy that decides without looking at measurements: one plan per base. */
abstract class OneShot implements Strategy {
  private final ScheduleProblem problem;
  private boolean asked;

  OneShot(ScheduleProblem problem) {
    this.problem = problem;
  }

  /** The plan on a base, or none where there is nothing to decide. */
  abstract Optional<Plan> on(Plan base);

  /** Whether it is tried with less SRAM, even where only few plans are. */
  boolean isAlwaysLaddered() {
    return false;
  }

  final ScheduleProblem problem() {
    return problem;
  }

  @Override
  public final ImmutableList<Plan> next(History history) {
    if (asked) {
      return ImmutableList.of();
    }
    asked = true;
    ImmutableList.Builder<Plan> plans = ImmutableList.builder();
    Bases.full(problem).forEach(base -> on(base).ifPresent(plans::add));
    if (isAlwaysLaddered() || problem.isThorough()) {
      for (long budget : Bases.smaller(problem)) {
        Bases.of(problem, budget).forEach(base -> on(base).ifPresent(plans::add));
      }
    }
    return plans.build();
  }
}
