package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.npu.simulate.Execution;

/**
 * The chosen schedule of a model on a chip, as the simulator measured it.
 *
 * @param model the graph as given; {@code execution.program().graph()} adds the recomputed copies
 * @param mappings one per node of the scheduled graph, in its order
 * @param tensors one per gap longer than one step
 * @param candidates what was tried, with the measured objective
 * @param fusedGroups what runs depth-first
 * @param lowerBoundCycles no schedule of this model on this chip takes fewer
 */
public record Schedule(
    Graph model,
    Options options,
    Execution execution,
    ImmutableList<LayerMapping> mappings,
    ImmutableList<TensorDecision> tensors,
    ImmutableList<Candidate> candidates,
    ImmutableList<FusedGroup> fusedGroups,
    long lowerBoundCycles) {

  /**
   * A schedule that was tried.
   *
   * @param description how it differs from the others
   * @param cores that it uses
   * @param cycles measured, or -1 when infeasible
   * @param energyJ measured, or NaN when infeasible or not measured
   * @param chosen whether it is the published one
   */
  public record Candidate(
      String description, int cores, long cycles, double energyJ, boolean chosen) {}
}
