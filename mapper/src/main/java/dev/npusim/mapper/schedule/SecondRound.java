package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * A strategy that goes on from the first plans of each memory, a round after they were measured:
 * for all of the SRAM and for each rung of the {@link Ladder}. It looks at plans for the same
 * memory alone, so that a memory's plans are the same on every larger one.
 */
abstract class SecondRound implements Strategy {
  /** Most instructions of a program to go on from: an assumption that only saves work. */
  static final int MOST_INSTRUCTIONS = 150_000;

  private final List<Long> left;

  SecondRound(ScheduleProblem problem) {
    this.left = new ArrayList<>(List.of(problem.npu().sram().sizeBytes()));
    left.addAll(Ladder.rungs(problem));
  }

  /**
   * Plans for a memory.
   *
   * @param budgetBytes of the memory
   * @param measured its plans that have a program, at least one
   */
  abstract ImmutableList<Plan> from(long budgetBytes, ImmutableList<Measurement> measured);

  @Override
  public final ImmutableList<Plan> next(History history) {
    ImmutableList.Builder<Plan> plans = ImmutableList.builder();
    for (Long budget : List.copyOf(left)) {
      ImmutableList<Measurement> measured =
          history
              .searched(budget)
              .filter(Measurement::isFeasible)
              .collect(ImmutableList.toImmutableList());
      if (!measured.isEmpty()) {
        left.remove(budget);
        plans.addAll(from(budget, measured));
      }
    }
    return plans.build();
  }
}
