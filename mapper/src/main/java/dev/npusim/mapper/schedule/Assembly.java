package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/** What is published of what was found. */
public final class Assembly {
  private final Joint.Found found;
  private final ScheduleProblem problem;
  private final @Nullable SharedPrograms shared;

  /**
   * @param shared with schedules of the same for other bandwidths, where there are any
   */
  public Assembly(Joint.Found found, @Nullable SharedPrograms shared) {
    this.found = found;
    this.shared = shared;
    this.problem = found.problem();
  }

  /**
   * @param asked the options as given
   */
  public Schedule schedule(Options asked) {
    History.Entry winner = Objects.requireNonNull(found.winner());
    Candidate chosen = Objects.requireNonNull(found.program());
    ForkJoinTask<Bounds> bounds =
        ForkJoinTask.adapt(() -> Bounds.of(problem.model(), problem.npu(), problem.precision()))
            .fork();
    Execution execution =
        shared != null
            ? shared.execution(problem.npu(), chosen)
            : found.timing() != null
                ? found.timing().execution(problem.npu())
                : Simulator.run(problem.npu(), chosen.program());
    ImmutableList.Builder<Schedule.Candidate> tried = ImmutableList.builder();
    for (History.Entry entry : found.history().entries()) {
      tried.add(candidate(entry, entry == winner));
    }
    return new Schedule(
        problem.model(),
        asked,
        execution,
        mappings(chosen),
        new SkipTable(problem, winner, chosen, execution).rows(),
        tried.build(),
        FusedGroup.of(
            Programs.rewritten(problem, winner.measurement().plan()).graph(),
            winner.measurement().plan().fusion(),
            problem.precision(),
            execution),
        bounds.join(),
        !found.stopped(),
        Optional.empty());
  }

  /** The first failure with what would help. */
  public InfeasibleException infeasible(long smallestSram) {
    InfeasibleException failure =
        Objects.requireNonNull(found.history().entries().get(0).measurement().failure());
    Set<Integer> skips = problem.skips();
    long together =
        problem.at(skips).stream().mapToLong(gap -> problem.precision().bytes(gap.value())).sum();
    return new InfeasibleException(
        failure.getMessage()
            + (problem.options().skips() == Options.Skips.KEEP
                ? "; all %d skips together have %,d bytes, the chip %,d"
                    .formatted(skips.size(), together, problem.npu().sram().sizeBytes())
                : smallestSram <= problem.npu().sram().sizeBytes()
                    ? ""
                    : ("; the smallest SRAM that would do layer by layer, in steps of 64 KiB: %,d bytes"
                            + " (%,d KiB); depth-first less may do")
                        .formatted(smallestSram, smallestSram >> 10)));
  }

  private Schedule.Candidate candidate(History.Entry entry, boolean chosen) {
    Measurement measured = entry.measurement();
    return new Schedule.Candidate(
        entry.strategy().name(),
        description(entry.strategy(), measured.plan()),
        measured.plan().cores(),
        measured.cycles(),
        measured.energyJ(),
        measured.dramBytes(),
        measured.spillBytes(),
        measured.recomputedMacs(),
        chosen);
  }

  private String description(Strategy strategy, Plan plan) {
    String prices =
        switch (plan.pricing()) {
          case TIME -> "";
          case ENERGY -> ", dataflows by energy";
          case TRAFFIC -> ", tiles by traffic";
        };
    int all = problem.npu().cores();
    return "%s%s, planned for %,d KiB%s"
        .formatted(
            strategy.description(),
            prices,
            plan.budgetBytes() >> 10,
            all > 1 ? ", %d of %d cores".formatted(plan.cores(), all) : "");
  }

  private static ImmutableList<LayerMapping> mappings(Candidate chosen) {
    Map<String, LayerMapping> byNode = new HashMap<>();
    chosen.mappings().forEach(mapping -> byNode.put(mapping.node(), mapping));
    ImmutableList.Builder<LayerMapping> result = ImmutableList.builder();
    for (Node node : chosen.program().graph().nodes()) {
      LayerMapping mapping = byNode.get(node.name());
      String kind = node.op() instanceof View ? "view" : "vector";
      result.add(
          mapping != null
              ? mapping
              : new LayerMapping(node.name(), node.name(), kind, null, 0, 0, 0, 0, "", 0));
    }
    return result.build();
  }
}
