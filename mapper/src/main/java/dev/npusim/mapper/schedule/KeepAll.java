package dev.npusim.mapper.schedule;

import dev.npusim.mapper.Options;
import java.util.Optional;
import java.util.Set;

/** All skips stay in SRAM, or there is no program. */
final class KeepAll extends OneShot {
  private final Set<Integer> skips;
  private final long together;

  KeepAll(ScheduleProblem problem) {
    super(problem);
    this.skips = problem.skips();
    this.together =
        problem.at(skips).stream()
            .mapToLong(gap -> problem.precision().bytes(gap.value()))
            .reduce(0, Math::addExact);
  }

  @Override
  public String name() {
    return "keep-all";
  }

  @Override
  public String description() {
    return "all skips kept";
  }

  @Override
  Optional<Plan> on(Plan base) {
    boolean isPossible =
        together < base.budgetBytes() || problem().options().skips() == Options.Skips.KEEP;
    return skips.isEmpty() || !isPossible
        ? Optional.empty()
        : Optional.of(base.with(skips, Treatment.KEEP));
  }
}
