package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;

/**
 * The same as {@link FusionOnly} with groups that an estimate lets take all of the SRAM: better
 * where tiles are what does not fit. Only where a memory's first program is not too large.
 */
final class RoomyFusion extends SecondRound {
  private final ScheduleProblem problem;
  private final Fusions fusions;

  RoomyFusion(ScheduleProblem problem, Fusions fusions) {
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
    return "fused depth-first, in larger tiles";
  }

  @Override
  ImmutableList<Plan> from(long budgetBytes, ImmutableList<Measurement> measured) {
    if (measured.get(0).instructions() > MOST_INSTRUCTIONS) {
      return ImmutableList.of();
    }
    return Bases.of(problem, budgetBytes).stream()
        .map(fusions::fusedForAll)
        .filter(plan -> !plan.fusion().isEmpty())
        .collect(ImmutableList.toImmutableList());
  }
}
