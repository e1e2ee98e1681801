package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.npu.simulate.Execution;
import java.util.Optional;

/**
 * The chosen schedule of a model on a chip, as the simulator measured it.
 *
 * @param model the graph as given; {@code execution.program().graph()} adds the recomputed copies
 * @param mappings one per node of the scheduled graph, in its order
 * @param tensors one per gap longer than one step
 * @param candidates what was tried, with the measured objective
 * @param fusedGroups what runs depth-first
 * @param bounds no schedule of this model on this chip takes less
 * @param isComplete whether the search came to its end; otherwise what was found by then, which
 *     depends on the machine
 * @param marginal what a little more of something would do, where it was asked for
 */
public record Schedule(
    Graph model,
    Options options,
    Execution execution,
    ImmutableList<LayerMapping> mappings,
    ImmutableList<TensorDecision> tensors,
    ImmutableList<Candidate> candidates,
    ImmutableList<FusedGroup> fusedGroups,
    Bounds bounds,
    boolean isComplete,
    Optional<MarginalValues> marginal) {

  /** The candidate that was chosen, with the energy of its run. */
  public Candidate published() {
    Candidate chosen = candidates.stream().filter(Candidate::chosen).findFirst().orElseThrow();
    return new Candidate(
        chosen.strategy(),
        chosen.description(),
        chosen.cores(),
        chosen.cycles(),
        execution.energy().total(),
        chosen.dramBytes(),
        chosen.spillBytes(),
        chosen.recomputedMacs(),
        true);
  }

  /** The same as part of a search that was ended early. */
  Schedule endedEarly() {
    return new Schedule(
        model,
        options,
        execution,
        mappings,
        tensors,
        candidates,
        fusedGroups,
        bounds,
        false,
        marginal);
  }

  /** The same with what a little more of something would do for it. */
  Schedule explained(MarginalValues values) {
    return new Schedule(
        model,
        options,
        execution,
        mappings,
        tensors,
        candidates,
        fusedGroups,
        bounds,
        isComplete,
        Optional.of(values));
  }

  /**
   * A schedule that was tried.
   *
   * @param strategy that came up with it
   * @param description how it differs from the others
   * @param cores that it uses
   * @param cycles measured, or -1 when infeasible
   * @param energyJ measured, or NaN when infeasible or not measured
   * @param dramBytes that cross the bus, or 0 when infeasible
   * @param spillBytes of those, written to make room and read back
   * @param recomputedMacs of copies of layers
   * @param chosen whether it is the published one
   */
  public record Candidate(
      String strategy,
      String description,
      int cores,
      long cycles,
      double energyJ,
      long dramBytes,
      long spillBytes,
      long recomputedMacs,
      boolean chosen) {

    /** The figure that {@code goal} minimises. */
    public double of(Goal goal) {
      return goal.of(cycles, energyJ, dramBytes);
    }
  }
}
