package dev.npusim.mapper.stepplan;

import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.linear.BranchAndBound;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Finds plans: a {@link StepProgram}, solved by {@link BranchAndBound}, rounded and replayed. */
public final class StepPlanner {
  private StepPlanner() {}

  /**
   * The best plan that was found.
   *
   * @param stop asked now and then; true ends the search with the best so far
   * @throws InfeasibleException where a step does not fit with nothing kept, naming the smallest
   *     capacity that would do
   */
  public static PlanResult plan(
      StepGraph graph,
      StepChip chip,
      PlanObjective objective,
      PlanStrategy strategy,
      PlanEngine engine,
      BooleanSupplier stop) {
    checkCapacity(graph, chip);
    StepProgram program = new StepProgram(graph, chip, objective, strategy);
    BranchAndBound search =
        new BranchAndBound(
            program.program(),
            program.planVariables().toArray(),
            engine.tolerance(),
            engine.iterations(program.program().height()),
            stop);
    BranchAndBound.Result result = search.run();
    StepPlan plan = PlanRounding.plan(graph, chip, program, result.point());
    PlanCost cost = PlanReplay.of(graph, chip, plan);
    double value = objective.of(cost);
    return new PlanResult(
        plan,
        cost,
        value,
        Math.min(value, program.objective(result.bound())),
        engine.tolerance(),
        result.isComplete(),
        new PlanResult.Effort(
            program.program().width(),
            program.program().height(),
            program.plans().size(),
            result.nodes(),
            result.iterations()));
  }

  /** The smallest SRAM in which every step fits with nothing kept. */
  public static long leastSramBytes(StepGraph graph) {
    return graph.nodes().stream().mapToLong(StepModel::needed).max().orElse(0);
  }

  private static void checkCapacity(StepGraph graph, StepChip chip) {
    long least = leastSramBytes(graph);
    if (least <= chip.sramBytes()) {
      return;
    }
    for (int step = 0; ; step++) {
      StepNode node = graph.node(step);
      if (StepModel.needed(node) == least) {
        throw new InfeasibleException(
            String.format(
                Locale.ROOT,
                "step %d (%s) needs %,d B of SRAM with nothing kept (slices of %d operands and of"
                    + " the output, %,d B of workspace, a buffer of %,d B for weights) and there"
                    + " are %,d B; the smallest SRAM for this graph is %,d B",
                step,
                node.name(),
                least,
                node.operands().length(),
                node.workspaceBytes(),
                StepModel.weightBuffer(node.weightBytes()),
                chip.sramBytes(),
                least));
      }
    }
  }
}
