package dev.npusim.mapper.stepplan;

/** What a planner may do. */
public enum PlanStrategy {
  /** Nothing stays between steps; weights are still fetched ahead. */
  LAYERWISE,
  /** Candidates for recomputation stay only until their first use; nothing is recomputed. */
  NAIVE,
  /** Anything may stay, nothing is recomputed. */
  SPILL,
  /** Anything may stay or be recomputed. */
  JOINT;

  boolean mayKeep(StepGraph graph, int tensor, int use) {
    return switch (this) {
      case LAYERWISE -> false;
      case NAIVE -> use == 0 || !graph.candidates().contains(tensor);
      case SPILL, JOINT -> true;
    };
  }
}
