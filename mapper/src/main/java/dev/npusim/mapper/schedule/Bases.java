package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.schedule.Plan.Pricing;
import dev.npusim.mapper.search.Effort;
import java.util.ArrayList;
import java.util.List;

/**
 * What plans differ in before anything is decided about tensors: cores, prices, and the SRAM they
 * plan with, the chip's and smaller powers of two, so that what is best for a smaller memory is not
 * lost on a larger one. None depends on the DRAM bandwidth.
 */
final class Bases {
  private static final long SMALLEST_BUDGET = 64 << 10;

  private Bases() {}

  /** For all of the SRAM. */
  static ImmutableList<Plan> full(ScheduleProblem problem) {
    return of(problem, problem.npu().sram().sizeBytes());
  }

  /** For a part of it. */
  static ImmutableList<Plan> of(ScheduleProblem problem, long budgetBytes) {
    List<Plan> bases = new ArrayList<>();
    for (int cores : problem.cores()) {
      bases.add(Plan.free(budgetBytes, Pricing.TIME, cores));
      if (problem.options().goal() == Goal.DRAM) {
        bases.add(Plan.free(budgetBytes, Pricing.TRAFFIC, cores));
      } else if (problem.options().goal() != Goal.LATENCY) {
        bases.add(Plan.free(budgetBytes, Pricing.ENERGY, cores));
      }
    }
    return ImmutableList.copyOf(bases);
  }

  /** Smaller powers of two, the largest first: all where the problem is to be solved thoroughly. */
  static ImmutableList<Long> smaller(ScheduleProblem problem) {
    FusionChoice.Mode fusion = problem.options().fusion().mode();
    if (problem.options().skips() != Options.Skips.AUTO
        || fusion == FusionChoice.Mode.ALL
        || fusion == FusionChoice.Mode.LAYERS) {
      return ImmutableList.of();
    }
    int most =
        problem.isThorough()
            ? Integer.MAX_VALUE
            : problem.options().effort() == Effort.FAST ? 0 : 1;
    ImmutableList.Builder<Long> budgets = ImmutableList.builder();
    long budget = Long.highestOneBit(problem.npu().sram().sizeBytes() - 1);
    for (int rung = 0; rung < most && budget >= SMALLEST_BUDGET; rung++) {
      budgets.add(budget);
      budget /= 2;
    }
    return budgets.build();
  }
}
