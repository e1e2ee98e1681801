package dev.npusim.mapper.stepplan;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A tensor made again right before one of its uses, in the step of that use.
 *
 * @param tensor what is made
 * @param use which of its uses, counted from 0
 * @param step the step of that use
 * @param chain steps that run again, the last one first
 * @param sources tensors that the chain reads and does not make
 * @param workFactor how much more than once the chain computes
 * @param transientBytes SRAM beside everything else in that step, with its weights' buffer
 * @param weightBytes weights that are read again
 */
public record Recomputation(
    int tensor,
    int use,
    int step,
    ImmutableIntArray chain,
    ImmutableIntArray sources,
    double workFactor,
    long transientBytes,
    long weightBytes) {

  int depth() {
    return chain.length();
  }

  double macs(StepGraph graph) {
    double sum = 0;
    for (int k : chain.asList()) {
      sum += graph.node(k).macs();
    }
    return workFactor * sum;
  }

  double computeSeconds(StepGraph graph, StepChip chip) {
    double sum = 0;
    for (int k : chain.asList()) {
      sum += chip.computeSeconds(graph.node(k));
    }
    return workFactor * sum;
  }
}
