package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.stepplan.PlanEngine;
import dev.npusim.mapper.stepplan.PlanObjective;
import dev.npusim.mapper.stepplan.PlanResult;
import dev.npusim.mapper.stepplan.PlanSensitivity;
import dev.npusim.mapper.stepplan.PlanStrategy;
import dev.npusim.mapper.stepplan.StepChip;
import dev.npusim.mapper.stepplan.StepGraph;

/**
 * A plan on a cost graph, with the question it answers.
 *
 * @param more what a little more of the chip would buy; empty where nobody asked
 */
public record PlanReport(
    StepGraph graph,
    StepChip chip,
    PlanObjective objective,
    PlanStrategy strategy,
    PlanEngine engine,
    PlanResult result,
    ImmutableList<PlanSensitivity.Row> more,
    String version) {

  /**
   * A stay of a tensor between two accesses.
   *
   * @param from the step that makes or reads it, -1 for the beginning
   * @param to the step that reads it next
   */
  public record Gap(String tensor, int from, int to, long bytes, long kept, boolean recomputed) {
    /** How the next use gets its bytes, in a word. */
    public String decision() {
      return recomputed
          ? "recompute"
          : kept == bytes ? "keep" : kept == 0 ? "fetch" : "keep a part";
    }
  }

  /** All gaps, tensor by tensor. */
  public ImmutableList<Gap> gaps() {
    boolean[] recomputed = new boolean[graph.gaps()];
    result.plan().recomputed().forEach(r -> recomputed[graph.gap(r.tensor(), r.use())] = true);
    ImmutableList.Builder<Gap> gaps = ImmutableList.builder();
    for (int tensor = 0; tensor < graph.tensors(); tensor++) {
      for (int k = 0; k < graph.uses(tensor).length(); k++) {
        int gap = graph.gap(tensor, k);
        gaps.add(
            new Gap(
                graph.tensorName(tensor),
                graph.begin(tensor, k),
                graph.uses(tensor).get(k),
                graph.bytes(tensor),
                result.plan().kept().get(gap),
                recomputed[gap]));
      }
    }
    return gaps.build();
  }
}
