package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.search.Effort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The best plans of each memory once more, with writes that let fetches of other tensors pass:
 * these are waited for sooner. It keeps SRAM longer, so that either can be faster. Follows a round
 * later than what it goes on from, and depends on plans for the same memory alone.
 */
final class LateWrites extends SecondRound {
  private final ScheduleProblem problem;

  LateWrites(ScheduleProblem problem) {
    super(problem);
    this.problem = problem;
  }

  @Override
  public String name() {
    return "late-writes";
  }

  @Override
  public String description() {
    return "spill writes behind fetches of other tensors";
  }

  @Override
  ImmutableList<Plan> from(long budgetBytes, ImmutableList<Measurement> measured) {
    return best(measured).stream()
        .map(plan -> plan.with(Plan.Writes.LATE))
        .collect(ImmutableList.toImmutableList());
  }

  /** Those that spill among the best per guiding figure. */
  private Set<Plan> best(List<Measurement> measured) {
    Set<Plan> best = new LinkedHashSet<>();
    for (int guide = 0; guide < measured.get(0).guides().length(); guide++) {
      Optional<Measurement> least = least(measured, guide);
      least
          .filter(each -> each.spillBytes() > 0 && isAffordable(each))
          .ifPresent(each -> best.add(each.plan()));
    }
    return best;
  }

  private static Optional<Measurement> least(List<Measurement> measured, int guide) {
    Measurement least = null;
    for (Measurement each : measured) {
      ImmutableDoubleArray guides = each.guides();
      if (least == null || guides.get(guide) < least.guides().get(guide)) {
        least = each;
      }
    }
    return Optional.ofNullable(least);
  }

  private boolean isAffordable(Measurement measured) {
    return problem.options().effort() == Effort.BEST
        || measured.instructions() <= MOST_INSTRUCTIONS;
  }
}
