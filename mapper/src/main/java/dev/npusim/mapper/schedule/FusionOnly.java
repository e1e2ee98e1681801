package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Layers run depth-first in tiles where an estimate says so; nothing is computed again beside what
 * tiles share, and the residency planner decides about what leaves a group.
 */
final class FusionOnly extends OneShot {
  private final Fusions fusions;

  FusionOnly(ScheduleProblem problem, Fusions fusions) {
    super(problem);
    this.fusions = fusions;
  }

  @Override
  public String name() {
    return "fusion-only";
  }

  @Override
  public String description() {
    return "fused depth-first";
  }

  @Override
  Optional<Plan> on(Plan base) {
    return all(base).stream().findFirst();
  }

  @Override
  ImmutableList<Plan> all(Plan base) {
    return Stream.of(fusions.fused(base), fusions.fusedForAll(base))
        .filter(plan -> !plan.fusion().isEmpty())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }
}
