package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Mapping;

/**
 * The best mapping found and what is known about better ones.
 *
 * @param energy in the architecture's unit
 * @param cost by the problem's objective
 * @param lowerBound no mapping costs less
 * @param optimal whether it is proven that no mapping costs less than this one
 * @param evaluated mappings priced
 * @param pruned partial mappings dropped with all that continue them, because of a bound or of a
 *     capacity
 * @param strategy that found it
 */
public record SearchResult(
    Mapping mapping,
    long cycles,
    double energy,
    double cost,
    double lowerBound,
    boolean optimal,
    long evaluated,
    long pruned,
    String strategy) {

  /** How much better than this a mapping could be at most, in percent of the lower bound. */
  public double gapPercent() {
    return optimal ? 0 : 100 * (cost / lowerBound - 1);
  }

  /** The same as the best of several searches with these figures together. */
  SearchResult among(double bound, long evaluatedByAll, long prunedByAll) {
    boolean proven = Best.isReached(cost, bound);
    double lowest = proven ? cost : bound;
    return new SearchResult(
        mapping, cycles, energy, cost, lowest, proven, evaluatedByAll, prunedByAll, strategy);
  }

  /** The same as the result of a longer search of the same problem after {@code before}. */
  SearchResult after(SearchResult before) {
    return among(
        Math.max(lowerBound, before.lowerBound),
        evaluated + before.evaluated,
        pruned + before.pruned);
  }
}
