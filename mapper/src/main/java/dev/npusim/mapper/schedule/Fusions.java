package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.depthfirst.FusionChooser;
import dev.npusim.mapper.depthfirst.FusionPlan;
import dev.npusim.npu.hardware.Npu;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Groups of layers to run depth-first, chosen for the graph that a plan makes of the model. */
final class Fusions {
  private final ScheduleProblem problem;
  private final Map<Key, FusionPlan> known = new ConcurrentHashMap<>();

  /** What a choice depends on. */
  private record Key(
      ImmutableSortedMap<Integer, Treatment> recomputed,
      Plan.Chains chains,
      Plan.Pricing pricing,
      long budgetBytes,
      int cores) {}

  Fusions(ScheduleProblem problem) {
    this.problem = problem;
  }

  /** The plan with the groups chosen anew. */
  Plan fused(Plan plan) {
    Key key =
        new Key(
            ImmutableSortedMap.copyOf(
                Plan.free(0, plan.pricing(), 1)
                    .with(plan.positions(Treatment.RECOMPUTE), Treatment.RECOMPUTE)
                    .treatments()),
            plan.chains(),
            plan.pricing(),
            plan.budgetBytes(),
            plan.cores());
    return plan.with(known.computeIfAbsent(key, ignored -> choose(plan)));
  }

  private FusionPlan choose(Plan plan) {
    Graph graph = Programs.rewritten(problem, plan).graph();
    Optional<FusionChoice.Tiling> tile = problem.options().fusion().tile();
    if (tile.isPresent()) {
      return FusionChooser.longest(graph, tile.get());
    }
    Npu npu = problem.npu().withCores(plan.cores());
    return new FusionChooser(
            graph,
            npu,
            problem.precision(),
            ScheduleCache.bytesPerCycle(plan.pricing()),
            plan.budgetBytes())
        .choose();
  }
}
