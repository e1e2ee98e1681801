package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * The same as {@link FusionOnly} with groups that an estimate lets take all of the SRAM: better
 * where tiles are what does not fit. Follows a round later, where programs of that memory are not
 * too large: what a memory's plans are depends on nothing but that memory.
 */
final class RoomyFusion implements Strategy {
  /** Most instructions of a memory's first program: an assumption that only saves work. */
  private static final int MOST_INSTRUCTIONS = 150_000;

  private final ScheduleProblem problem;
  private final Fusions fusions;
  private final List<Long> left;

  RoomyFusion(ScheduleProblem problem, Fusions fusions) {
    this.problem = problem;
    this.fusions = fusions;
    this.left = new ArrayList<>(List.of(problem.npu().sram().sizeBytes()));
    left.addAll(Ladder.rungs(problem));
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
  public ImmutableList<Plan> next(History history) {
    ImmutableList.Builder<Plan> plans = ImmutableList.builder();
    for (Long budget : List.copyOf(left)) {
      ImmutableList<Measurement> measured =
          history
              .searched(budget)
              .filter(Measurement::isFeasible)
              .collect(ImmutableList.toImmutableList());
      if (measured.isEmpty()) {
        continue;
      }
      left.remove(budget);
      if (measured.get(0).instructions() <= MOST_INSTRUCTIONS) {
        Bases.of(problem, budget).stream()
            .map(fusions::fusedForAll)
            .filter(plan -> !plan.fusion().isEmpty())
            .forEach(plans::add);
      }
    }
    return plans.build();
  }
}
