package dev.npusim.mapper.schedule;

import dev.npusim.mapper.Options;
import java.util.Optional;
import java.util.Set;

/** All skips stay in SRAM, or there is no program. */
final class KeepAll extends OneShot {
  private final Set<Integer> skips;
  private final boolean isPossible;

  KeepAll(ScheduleProblem problem) {
    super(problem);
    this.skips = problem.skips();
    long together =
        problem.at(skips).stream()
            .mapToLong(gap -> problem.precision().bytes(gap.value()))
            .reduce(0, Math::addExact);
    this.isPossible =
        together < problem.npu().sram().sizeBytes()
            || problem.options().skips() == Options.Skips.KEEP;
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
    return skips.isEmpty() || !isPossible
        ? Optional.empty()
        : Optional.of(base.with(skips, Treatment.KEEP));
  }
}
