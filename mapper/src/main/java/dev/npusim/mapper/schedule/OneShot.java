package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * A strategy that decides without looking at measurements: the same for each base, of all of the
 * SRAM and then of each rung of the {@link Ladder}.
 */
abstract class OneShot implements Strategy {
  private final ScheduleProblem problem;
  private final Ladder ladder;
  private boolean asked;

  OneShot(ScheduleProblem problem) {
    this.problem = problem;
    this.ladder = new Ladder(problem);
  }

  /**
   * The plan on a base, or none where there is nothing to decide. Depends on the base alone, not on
   * the chip's SRAM.
   */
  abstract Optional<Plan> on(Plan base);

  final ScheduleProblem problem() {
    return problem;
  }

  @Override
  public final ImmutableList<Plan> next(History history) {
    if (!asked) {
      asked = true;
      return on(Bases.full(problem));
    }
    return ladder.next(history).map(rung -> on(Bases.of(problem, rung))).orElse(ImmutableList.of());
  }

  private ImmutableList<Plan> on(ImmutableList<Plan> bases) {
    return bases.stream()
        .flatMap(base -> on(base).stream())
        .collect(ImmutableList.toImmutableList());
  }
}
