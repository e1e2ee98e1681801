package dev.npusim.mapper.layer;

import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.search.Objective;
import java.util.Optional;

/**
 * A layer, a mapping of it, and what that costs.
 *
 * @param searched how the mapping was found; empty for one that was given
 */
public record MappedLayer(
    Layer layer, Target target, Mapping mapping, CostReport cost, Optional<Searched> searched) {

  /**
   * What is known about better mappings, over all targets that were tried.
   *
   * @param cost by the objective
   * @param lowerBound no mapping costs less; 0 where nothing is known
   * @param optimal whether it is proven that no mapping costs less
   * @param evaluated mappings priced
   * @param pruned partial mappings dropped with all that continue them
   * @param cpuSeconds of the search; the one figure that differs between runs
   */
  public record Searched(
      Objective objective,
      String strategy,
      int targets,
      double cost,
      double lowerBound,
      boolean optimal,
      long evaluated,
      long pruned,
      double cpuSeconds) {

    /** How much better a mapping could be at most, in percent of the bound. */
    public double gapPercent() {
      return optimal ? 0 : 100 * (cost / lowerBound - 1);
    }
  }
}
