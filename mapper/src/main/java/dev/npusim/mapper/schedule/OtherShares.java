package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;

/**
 * The same as {@link FusionOnly} with groups that are chosen for other shares of the SRAM. Which is
 * best depends on what lies between groups, which the estimate does not know. Only where a memory's
 * first program is not too large.
 */
final class OtherShares extends SecondRound {
  private final ScheduleProblem problem;
  private final Fusions fusions;

  OtherShares(ScheduleProblem problem, Fusions fusions) {
    super(problem);
    this.problem = problem;
    this.fusions = fusions;
  }

  @Override
  public String name() {
    return FusionOnly.NAME;
  }

  @Override
  public String description() {
    return "fused depth-first, groups for another share of the SRAM";
  }

  @Override
  ImmutableList<Plan> from(long budgetBytes, ImmutableList<Measurement> measured) {
    if (measured.get(0).instructions() > MOST_INSTRUCTIONS) {
      return ImmutableList.of();
    }
    return Bases.of(problem, budgetBytes).stream()
        .flatMap(base -> fusions.fusedForOtherShares(base).stream())
        .filter(plan -> !plan.fusion().isEmpty())
        .collect(ImmutableList.toImmutableList());
  }
}
