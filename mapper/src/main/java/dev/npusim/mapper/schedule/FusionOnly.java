package dev.npusim.mapper.schedule;

import java.util.Optional;

/**
 * Layers run depth-first in tiles where an estimate says so; nothing is computed again beside what
 * tiles share, and the residency planner decides about what leaves a group.
 */
final class FusionOnly extends OneShot {
  static final String NAME = "fusion-only";

  private final Fusions fusions;

  FusionOnly(ScheduleProblem problem, Fusions fusions) {
    super(problem);
    this.fusions = fusions;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "fused depth-first";
  }

  @Override
  Optional<Plan> on(Plan base) {
    Plan fused = fusions.fused(base);
    return fused.fusion().isEmpty() ? Optional.empty() : Optional.of(fused);
  }
}
