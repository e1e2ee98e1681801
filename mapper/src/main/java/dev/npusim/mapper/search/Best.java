package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.Evaluator;

/**
 * The best mapping so far. Of those that cost the same it is the one with fewer transfers, whose
 * set-up no cost counts, and then the first.
 */
final class Best {
  /** Bounds allow for the rounding of sums: a bound this close is the cost itself. */
  private static final double ROUNDING = 3e-9;

  final FlatMapping mapping;
  private final Objective objective;
  private double second;
  private long transfers;
  double cost = Double.POSITIVE_INFINITY;
  double energy;
  long cycles;

  Best(Architecture architecture, Layer layer, Objective objective) {
    this.mapping = new FlatMapping(architecture, layer);
    this.objective = objective;
  }

  /** Whether {@code cost} is as low as a bound says, but for rounding. */
  static boolean isReached(double cost, double lowerBound) {
    return lowerBound >= cost * (1 - ROUNDING);
  }

  /** Takes {@code candidate}, which {@code evaluator} has just priced, if it is better. */
  boolean offer(FlatMapping candidate, Evaluator evaluator, double candidateCost) {
    if (candidateCost > cost) {
      return false;
    }
    double candidateSecond = objective.second(evaluator.energy(), evaluator.cycles());
    if (candidateCost == cost) {
      if (candidateSecond > second
          || (candidateSecond == second && evaluator.transfers() >= transfers)) {
        return false;
      }
    }
    mapping.copyFrom(candidate);
    cost = candidateCost;
    second = candidateSecond;
    transfers = evaluator.transfers();
    energy = evaluator.energy();
    cycles = evaluator.cycles();
    return true;
  }

  /** Takes the best of another part of the search, if it is better. */
  void offer(Best other) {
    boolean better = other.cost < cost || (other.cost == cost && other.second < second);
    boolean equal = other.cost == cost && other.second == second;
    if (better || (equal && other.transfers < transfers)) {
      mapping.copyFrom(other.mapping);
      cost = other.cost;
      second = other.second;
      transfers = other.transfers;
      energy = other.energy;
      cycles = other.cycles;
    }
  }

  SearchResult result(
      double lowerBound, boolean complete, long evaluated, long pruned, String strategy) {
    if (cost == Double.POSITIVE_INFINITY) {
      throw new MappingException(
          mapping.layer().name()
              + " on "
              + mapping.architecture().name()
              + ": no mapping found whose tiles fit, of "
              + evaluated
              + TooSmall.of(mapping.architecture(), mapping.layer()));
    }
    boolean proven = complete || isReached(cost, lowerBound);
    double bound = proven ? cost : lowerBound;
    return new SearchResult(
        mapping.toMapping(), cycles, energy, cost, bound, proven, evaluated, pruned, strategy);
  }
}
