package dev.npusim.mapper.schedule;

import java.util.Optional;
import java.util.Set;

/** All skips go to DRAM and come back; what else lives stays where there is room. */
final class SpillOnly extends OneShot {
  SpillOnly(ScheduleProblem problem) {
    super(problem);
  }

  @Override
  public String name() {
    return "spill-only";
  }

  @Override
  public String description() {
    return "all skips spilled";
  }

  @Override
  Optional<Plan> on(Plan base) {
    Set<Integer> skips = problem().skips();
    return skips.isEmpty() ? Optional.empty() : Optional.of(base.with(skips, Treatment.SPILL));
  }
}
