package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.IrException;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Rematerialization;
import dev.npusim.mapper.depthfirst.DepthFirst;
import dev.npusim.mapper.depthfirst.TiledGraph;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.emit.ProgramBuilder;
import dev.npusim.mapper.plan.Knobs;
import dev.npusim.mapper.plan.Knobs.GapKey;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.mapper.plan.WeightPlacement;
import dev.npusim.npu.hardware.Npu;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Makes programs of plans. Thread-safe. */
final class Programs {
  private final ScheduleProblem problem;
  private final ScheduleCache cache;

  Programs(ScheduleProblem problem, ScheduleCache cache) {
    this.problem = problem;
    this.cache = cache;
  }

  /**
   * @throws InfeasibleException when no program follows from the plan
   */
  Candidate build(Plan plan) {
    return build(plan, plan.budgetBytes(), ImmutableMap.of());
  }

  /**
   * The same with weights that stay in SRAM for good.
   *
   * @param pinnedRows of weights by name
   * @throws InfeasibleException when no program follows from the plan
   */
  Candidate build(Plan plan, long budgetBytes, ImmutableMap<String, Integer> pinnedRows) {
    Rematerialization graph = rewritten(problem, plan);
    TiledGraph tiled = tiled(graph, plan);
    Npu npu = problem.npu().withCores(plan.cores());
    ProgramBuilder builder =
        new ProgramBuilder(tiled.graph(), graph.copies(), npu, problem.precision());
    Knobs knobs =
        new Knobs(
            budgetBytes,
            ScheduleCache.bytesPerCycle(plan.pricing()),
            plan.others() == Plan.Others.STREAM
                ? allGaps(builder)
                : keys(builder, tiled, plan.positions(Treatment.SPILL)),
            keys(builder, tiled, plan.positions(Treatment.KEEP)),
            pinnedRows,
            plan.writes() == Plan.Writes.LATE);
    return builder
        .build(
            knobs,
            cache.contractions(npu, plan.pricing()),
            cache.attentions(problem.npu(), plan.pricing()))
        .withProgram(
            program -> WeightPlacement.place(problem.npu(), program.withTiles(tiled.tiles())));
  }

  /**
   * The model with the copies that a plan asks for, in its order.
   *
   * @throws InfeasibleException where copies and order do not go together
   */
  static Rematerialization rewritten(ScheduleProblem problem, Plan plan) {
    Set<Integer> again = plan.positions(Treatment.RECOMPUTE);
    Rematerialization copied =
        again.isEmpty()
            ? Rematerialization.none(problem.model())
            : switch (plan.chains()) {
              case SHORT -> Rematerialization.of(problem.model(), problem.at(again));
              case FULL -> Rematerialization.ofAll(problem.model(), problem.at(again));
            };
    if (plan.order().isEmpty()) {
      return copied;
    }
    try {
      return copied.inOrder(
          plan.order().stream()
              .map(position -> problem.model().nodes().get(position).name())
              .collect(ImmutableList.toImmutableList()));
    } catch (IrException e) {
      // A copy reads what this order makes later.
      throw new InfeasibleException("no such order: " + e.getMessage());
    }
  }

  private static TiledGraph tiled(Rematerialization graph, Plan plan) {
    try {
      return DepthFirst.rewrite(graph.graph(), plan.fusion());
    } catch (IllegalArgumentException e) {
      // Groups were chosen for other copies than this plan's.
      throw new InfeasibleException("no depth-first order: " + e.getMessage());
    }
  }

  /** The smallest SRAM that any program needs, bytes; -1 when 4 GiB would not do. */
  long smallestSram() {
    Npu one = problem.npu().withCores(1);
    Rematerialization none = Rematerialization.none(problem.model());
    return new ProgramBuilder(none.graph(), none.copies(), one, problem.precision())
        .smallestSram(
            cache.contractions(one, Plan.Pricing.TIME),
            cache.attentions(problem.npu(), Plan.Pricing.TIME));
  }

  private static ImmutableSet<GapKey> allGaps(ProgramBuilder builder) {
    ImmutableSet.Builder<GapKey> keys = ImmutableSet.builder();
    for (Stored stored : builder.stored()) {
      for (int gap = 0; gap < stored.gaps(); gap++) {
        keys.add(new GapKey(stored.root().name(), stored.accesses().get(gap + 1)));
      }
    }
    return keys.build();
  }

  private ImmutableSet<GapKey> keys(
      ProgramBuilder builder, TiledGraph tiled, Set<Integer> positions) {
    if (positions.isEmpty()) {
      return ImmutableSet.of();
    }
    GapPlaces places =
        new GapPlaces(
            problem.model(), tiled.graph(), tiled.tiles(), builder.aliases(), builder.groups());
    Map<String, Stored> stored = new HashMap<>();
    builder.stored().forEach(tensor -> stored.put(tensor.root().name(), tensor));
    ImmutableSet.Builder<GapKey> keys = ImmutableSet.builder();
    problem
        .at(positions)
        .forEach(
            gap -> {
              Stored tensor = stored.get(gap.value().name());
              if (tensor != null) {
                keys.add(new GapKey(gap.value().name(), places.readingGroup(gap, tensor)));
              }
            });
    return keys.build();
  }
}
