package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.schedule.Plan.Pricing;
import java.util.ArrayList;
import java.util.List;

/**
 * What plans differ in before anything is decided about tensors: cores, prices, and the SRAM they
 * plan with. None depends on the DRAM bandwidth.
 */
final class Bases {
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
}
