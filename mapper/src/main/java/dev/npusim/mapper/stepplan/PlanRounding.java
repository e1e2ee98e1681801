package dev.npusim.mapper.stepplan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;

/** A point of a {@link StepProgram} as a plan in whole bytes that fits. */
final class PlanRounding {
  private PlanRounding() {}

  /**
   * Bytes are rounded down, so that a plan fits where its point does; what rounding errors of the
   * solver leave over the capacity is taken from what is kept.
   */
  static StepPlan plan(StepGraph graph, StepChip chip, StepProgram program, double[] point) {
    ImmutableList.Builder<Recomputation> chosen = ImmutableList.builder();
    for (int i = 0; i < program.plans().size(); i++) {
      if (point[program.planVariables().get(i)] > 0.5) {
        chosen.add(program.plans().get(i));
      }
    }
    long[] kept = new long[graph.gaps()];
    for (int tensor = 0; tensor < graph.tensors(); tensor++) {
      for (int k = 0; k < graph.uses(tensor).length(); k++) {
        int gap = graph.gap(tensor, k);
        int variable = program.keptVariable(gap);
        if (variable >= 0) {
          kept[gap] = Math.min(graph.bytes(tensor), StepProgram.bytes(point[variable]));
        }
      }
    }
    long[] prefetched = new long[graph.steps() * StepModel.PREFETCH_STEPS];
    for (int i = 0; i < prefetched.length; i++) {
      int variable = program.prefetchVariable(i);
      prefetched[i] = variable < 0 ? 0 : StepProgram.bytes(point[variable]);
    }
    trimWeights(graph, prefetched);
    return trimmed(graph, chip, kept, prefetched, chosen.build());
  }

  private static void trimWeights(StepGraph graph, long[] prefetched) {
    for (int step = 0; step < graph.steps(); step++) {
      long left = graph.node(step).weightBytes();
      for (int d = 0; d < StepModel.PREFETCH_STEPS; d++) {
        int at = step * StepModel.PREFETCH_STEPS + d;
        prefetched[at] = Math.min(prefetched[at], left);
        left -= prefetched[at];
      }
    }
  }

  private static StepPlan trimmed(
      StepGraph graph,
      StepChip chip,
      long[] kept,
      long[] prefetched,
      ImmutableList<Recomputation> recomputed) {
    while (true) {
      ImmutableLongArray keeps = ImmutableLongArray.copyOf(kept);
      StepPlan plan =
          new StepPlan(
              keeps,
              PlanReplay.leastWritten(graph, keeps, recomputed),
              ImmutableLongArray.copyOf(prefetched),
              recomputed);
      long[] occupied = PlanReplay.occupied(graph, chip, plan);
      boolean fits = true;
      long released = 0;
      for (int step = 0; step < occupied.length; step++) {
        long excess = occupied[step] - chip.sramBytes();
        if (excess > 0) {
          fits = false;
          released += release(graph, step, excess, kept, prefetched);
        }
      }
      if (fits) {
        return plan;
      }
      if (released == 0) {
        throw new IllegalStateException("a step does not fit with nothing kept");
      }
    }
  }

  /** Gives up bytes that are in SRAM at a step; returns how many. */
  private static long release(
      StepGraph graph, int step, long excess, long[] kept, long[] prefetched) {
    long left = excess;
    int end = Math.min(graph.steps() - 1, step + StepModel.PREFETCH_STEPS);
    for (int user = step; user <= end && left > 0; user++) {
      for (int d = Math.max(1, user - step); d <= StepModel.PREFETCH_STEPS && left > 0; d++) {
        int at = user * StepModel.PREFETCH_STEPS + d - 1;
        long given = Math.min(left, prefetched[at]);
        prefetched[at] -= given;
        left -= given;
      }
    }
    for (int tensor = 0; tensor < graph.tensors() && left > 0; tensor++) {
      for (int k = 0; k < graph.uses(tensor).length() && left > 0; k++) {
        if (graph.begin(tensor, k) <= step && step <= graph.uses(tensor).get(k)) {
          int gap = graph.gap(tensor, k);
          long given = Math.min(left, kept[gap]);
          kept[gap] -= given;
          left -= given;
        }
      }
    }
    return excess - left;
  }
}
