package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.mapper.TensorDecision.Decision;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** What is known of a model's long-lived tensors whatever became of them: sizes and costs. */
public final class TensorFacts {
  private final ScheduleProblem problem;
  private final GapCosts costs;

  TensorFacts(ScheduleProblem problem, GapCosts costs) {
    this.problem = problem;
    this.costs = costs;
  }

  /**
   * How much of a tensor had which fate, bytes.
   *
   * @param fused never stored
   */
  record Fate(long kept, long spilled, long recomputed, long fused) {
    Decision decision() {
      int kinds =
          (kept > 0 ? 1 : 0)
              + (spilled > 0 ? 1 : 0)
              + (recomputed > 0 ? 1 : 0)
              + (fused > 0 ? 1 : 0);
      if (kinds > 1) {
        return Decision.PARTIAL;
      }
      return kept > 0
          ? Decision.KEEP
          : spilled > 0 ? Decision.SPILL : recomputed > 0 ? Decision.RECOMPUTE : Decision.FUSE;
    }
  }

  /**
   * The rows of a run with all that follows from the run; decision, its parts and reason, which
   * only the scheduler knows, say that everything was kept.
   */
  public static ImmutableList<TensorDecision> of(Graph model, Execution execution) {
    Program program = execution.program();
    Options options = Options.DEFAULT.withPrecision(program.precision());
    ScheduleProblem problem = ScheduleProblem.of(model, execution.npu(), options, false);
    Graph scheduled = program.graph();
    Aliases aliases = Aliases.of(scheduled);
    List<Group> groups = GroupFormation.of(scheduled, aliases);
    GapPlaces places = new GapPlaces(model, scheduled, program.tiles(), aliases, groups);
    TensorFacts facts =
        new TensorFacts(problem, new GapCosts(problem, scheduled, groups, execution, places));
    return problem.gaps().stream()
        .map(
            gap ->
                facts.row(
                    gap,
                    new Fate(problem.precision().bytes(gap.value()), 0, 0, 0),
                    (spill, recompute) -> ""))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * @param reason from the costs of a spill and of recomputation
   */
  TensorDecision row(Gap gap, Fate fate, BiFunction<Cost, Cost, String> reason) {
    long bytes = problem.precision().bytes(gap.value());
    long reread = gap.rereadBytes(problem.precision());
    Cost spill = costs.spill(gap);
    Cost recompute = costs.recompute(gap);
    String producer =
        gap.producerIndex() < 0
            ? gap.value().name()
            : problem.model().nodes().get(gap.producerIndex()).name();
    Node reader = problem.model().nodes().get(gap.consumerIndex());
    return new TensorDecision(
        gap.value().name(),
        producer,
        reader.name(),
        TensorDecision.Kind.valueOf(gap.kind().name()),
        bytes,
        gap.distance(),
        fate.decision(),
        fate.kept(),
        fate.spilled(),
        fate.recomputed(),
        fate.fused(),
        (double) gap.chainMacs() / bytes,
        (double) reread / bytes,
        reread,
        costs.heldSeconds(gap),
        spill,
        recompute,
        Optional.empty(),
        reason.apply(spill, recompute));
  }
}
