package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.search.Effort;
import java.util.List;

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
    ImmutableList.Builder<Strategy> strategies = ImmutableList.builder();
    strategies.add(new KeepGreedy(problem), new Rule(problem));
    if (problem.mayFuse()) {
      strategies.add(new FusionOnly(problem, fusions), new OtherShares(problem, fusions));
    }
    if (problem.options().effort() != Effort.FAST) {
      strategies.add(new LateWrites(problem));
    }
    if (problem.comparing()) {
      strategies.add(new ForComparison(new LayerByLayer(problem)));
    }
    if (problem.isThorough()) {
      strategies.add(new SpillOnly(problem), new KeepAll(problem), new RecomputeOnly(problem));
      strategies.add(new OtherOrder(problem, plan -> plan));
      if (problem.mayFuse()) {
        strategies.add(new OtherOrder(problem, fusions::fused));
      }
    }
    if (problem.comparing() && !problem.isThorough()) {
      for (Strategy single :
          List.of(new SpillOnly(problem), new KeepAll(problem), new RecomputeOnly(problem))) {
        strategies.add(new ForComparison(single));
      }
    }
    if (problem.mayFuse()) {
      strategies.add(new SmallTiles(problem));
    }
    if (problem.options().effort() != Effort.FAST) {
      strategies.add(new LocalSearch(problem, fusions, problem.npu().sram().sizeBytes()));
      Ladder.rungs(problem)
          .forEach(rung -> strategies.add(new LocalSearch(problem, fusions, rung)));
    }
    return strategies.build();
  }
}
