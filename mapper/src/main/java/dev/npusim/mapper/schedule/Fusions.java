package dev.npusim.mapper.schedule;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.SetMultimap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.mapper.Rematerialization;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.depthfirst.FusionChooser;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.FusionPlan;
import dev.npusim.npu.hardware.Npu;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Groups of layers to run depth-first, chosen for the graph that a plan makes of the model. */
final class Fusions {
  /**
   * Share of the SRAM for which groups are chosen first. The estimate takes a tensor between groups
   * as kept where it alone takes no more than a part of the SRAM; where two or three of them live
   * at once they do not all fit, and extents are powers of two, as memories are. Of 0.3, 0.45, 0.6,
   * 0.75 and 1 this makes the depthwise U-Net, MobileNet and ResNet-50 fastest on most memories of
   * 0.5 to 16 MiB of edge-16tops, up to 1.4 times as fast as 1.
   */
  private static final double CHOSEN_FOR = 0.6;

  /** And those that were best on other memories. */
  private static final ImmutableList<Double> OTHERS = ImmutableList.of(0.45, 0.75, 1.0);

  private final ScheduleProblem problem;
  private final Map<Key, FusionPlan> known = new ConcurrentHashMap<>();

  /** What a choice depends on. */
  private record Key(
      ImmutableSortedMap<Integer, Treatment> recomputed,
      Plan.Chains chains,
      Plan.Pricing pricing,
      long budgetBytes,
      int cores,
      ImmutableList<Integer> order,
      double share) {}

  Fusions(ScheduleProblem problem) {
    this.problem = problem;
  }

  /** The plan with the groups chosen anew. */
  Plan fused(Plan plan) {
    return fused(plan, CHOSEN_FOR);
  }

  /** The same with groups for more of the SRAM, or less. */
  ImmutableList<Plan> fusedForOtherShares(Plan plan) {
    return OTHERS.stream()
        .map(share -> fused(plan, share))
        .collect(ImmutableList.toImmutableList());
  }

  private Plan fused(Plan plan, double share) {
    Key key =
        new Key(
            ImmutableSortedMap.copyOf(
                Plan.free(0, plan.pricing(), 1)
                    .with(plan.positions(Treatment.RECOMPUTE), Treatment.RECOMPUTE)
                    .treatments()),
            plan.chains(),
            plan.pricing(),
            plan.budgetBytes(),
            plan.cores(),
            plan.order(),
            share);
    return plan.with(known.computeIfAbsent(key, ignored -> choose(plan, share)));
  }

  /**
   * The plan with its groups as they are, but for copies: those that are gone are taken out, and
   * those whose reader is in a group join it in lower tiles, so that a tensor that does not fit is
   * computed again tile by tile where it is read.
   */
  Plan adapted(Plan plan) {
    Rematerialization rewritten = Programs.rewritten(problem, plan);
    SetMultimap<String, String> copiesOf = HashMultimap.create();
    rewritten
        .copies()
        .forEach((copy, node) -> copiesOf.put(copy.substring(node.length() + 1), copy));
    ImmutableList.Builder<FusionGroup> groups = ImmutableList.builder();
    for (FusionGroup group : plan.fusion().groups()) {
      Set<String> members = new HashSet<>(group.nodes());
      group.nodes().forEach(node -> members.addAll(copiesOf.get(node)));
      ImmutableList<String> nodes =
          rewritten.graph().nodes().stream()
              .map(Node::name)
              .filter(members::contains)
              .collect(ImmutableList.toImmutableList());
      boolean grown = !group.nodes().containsAll(nodes);
      int height = grown ? Math.max(1, group.tileHeight() / 2) : group.tileHeight();
      if (!nodes.isEmpty()) {
        groups.add(
            new FusionGroup(
                nodes, height, group.tileWidth(), group.vertical(), group.horizontal()));
      }
    }
    return plan.with(new FusionPlan(groups.build()));
  }

  private FusionPlan choose(Plan plan, double share) {
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
            (long) (share * plan.budgetBytes()))
        .choose(problem.leastWorthMeasuring());
  }
}
