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

  /** When plans for less SRAM are made, too. */
  enum Ladder {
    ALWAYS,
    /** Where all plans are affordable. */
    THOROUGH,
    /** Where the plan would be no candidate but for the comparison. */
    NEVER
  }

  Ladder ladder() {
    return Ladder.THOROUGH;
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
    if (ladder() == Ladder.ALWAYS || (ladder() == Ladder.THOROUGH && problem.isThorough())) {
      for (long budget : Bases.smaller(problem)) {
        Bases.of(problem, budget).forEach(base -> on(base).ifPresent(plans::add));
      }
    }
    return plans.build();
  }
}
