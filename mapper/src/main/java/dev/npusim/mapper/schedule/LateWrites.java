package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.search.Effort;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The best plans of each memory once more, with writes that let fetches of other tensors pass:
 * these are waited for sooner. It keeps SRAM longer, so that either can be faster. Follows a round
 * later than what it goes on from, and depends on plans for the same memory alone.
 */
final class LateWrites implements Strategy {
  /** Most instructions of a program below effort best: an assumption that only saves work. */
  private static final int MOST_INSTRUCTIONS = 150_000;

  private final ScheduleProblem problem;
  private final List<Long> left;

  LateWrites(ScheduleProblem problem) {
    this.problem = problem;
    this.left = new ArrayList<>(List.of(problem.npu().sram().sizeBytes()));
    left.addAll(Ladder.rungs(problem));
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
  public ImmutableList<Plan> next(History history) {
    ImmutableList.Builder<Plan> plans = ImmutableList.builder();
    for (Long budget : List.copyOf(left)) {
      ImmutableList<Measurement> measured =
          history
              .searched(budget)
              .filter(Measurement::isFeasible)
              .collect(ImmutableList.toImmutableList());
      if (!measured.isEmpty()) {
        left.remove(budget);
        best(measured).forEach(plan -> plans.add(plan.with(Plan.Writes.LATE)));
      }
    }
    return plans.build();
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
