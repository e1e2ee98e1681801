package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.search.Effort;

/** The strategies that are asked for plans. */
final class Strategies {
  private Strategies() {}

  /** The single ones, then those that go on from what these found. */
  static ImmutableList<Strategy> of(ScheduleProblem problem) {
    Fusions fusions = new Fusions(problem);
    return switch (problem.options().fusion().mode()) {
      case LAYERS -> ImmutableList.of(new LayerByLayer(problem));
      case ALL ->
          ImmutableList.of(
              fusions.fused(Bases.full(problem).get(0)).fusion().isEmpty()
                  ? new KeepGreedy(problem)
                  : new FusionOnly(problem, fusions));
      case AUTO, NONE ->
          switch (problem.options().skips()) {
            case AUTO -> all(problem, fusions);
            case KEEP -> forced(problem, new KeepAll(problem));
            case SPILL -> forced(problem, new SpillOnly(problem));
            case RECOMPUTE -> forced(problem, new RecomputeOnly(problem));
          };
    };
  }

  private static ImmutableList<Strategy> forced(ScheduleProblem problem, Strategy strategy) {
    // Without skips there is nothing to force.
    return ImmutableList.of(problem.skips().isEmpty() ? new KeepGreedy(problem) : strategy);
  }

  private static ImmutableList<Strategy> all(ScheduleProblem problem, Fusions fusions) {
    boolean isFast = problem.options().effort() == Effort.FAST;
    boolean isBroad = !isFast || problem.isSmall() || problem.comparing();
    ImmutableList.Builder<Strategy> strategies = ImmutableList.builder();
    strategies.add(new KeepGreedy(problem), new Rule(problem));
    if (problem.mayFuse()) {
      strategies.add(new FusionOnly(problem, fusions));
    }
    if (isBroad) {
      strategies.add(new SpillOnly(problem), new KeepAll(problem), new RecomputeOnly(problem));
    }
    if (problem.comparing()) {
      strategies.add(new LayerByLayer(problem));
    }
    if (problem.isThorough()) {
      strategies.add(new OtherOrder(problem, plan -> plan));
      if (problem.mayFuse()) {
        strategies.add(new OtherOrder(problem, fusions::fused));
      }
    }
    if (problem.mayFuse()) {
      strategies.add(new SmallTiles(problem));
    }
    if (!isFast) {
      strategies.add(new LocalSearch(problem, fusions, problem.npu().sram().sizeBytes()));
      if (problem.isThorough()) {
        Bases.smaller(problem)
            .forEach(budget -> strategies.add(new LocalSearch(problem, fusions, budget)));
      }
    }
    return strategies.build();
  }
}
