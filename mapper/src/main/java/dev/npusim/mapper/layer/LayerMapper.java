package dev.npusim.mapper.layer;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.search.MappingSearch;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.mapper.search.SearchProblem;
import dev.npusim.mapper.search.SearchResult;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps one layer: the best of what a search finds for each target, or a mapping that is given. */
public final class LayerMapper {
  private final ImmutableList<Target> targets;
  private final Layer layer;
  private final Counter counter;
  private final Objective objective;

  /**
   * @param targets such as the dataflows of a chip; the first of equal ones wins
   */
  public LayerMapper(
      ImmutableList<Target> targets, Layer layer, Counter counter, Objective objective) {
    this.targets = targets;
    this.layer = layer;
    this.counter = counter;
    this.objective = objective;
  }

  /**
   * Searches every target.
   *
   * @throws InfeasibleException where no mapping fits any of them
   */
  public MappedLayer search(MappingSearch strategy, SearchLimits limits) {
    double begin = cpuSeconds();
    Tally tally = new Tally();
    for (Target target : targets) {
      SearchProblem problem = new SearchProblem(target.architecture(), layer, counter, objective);
      try {
        tally.add(target, strategy.search(problem, limits));
      } catch (MappingException nothingFits) {
        tally.fail(nothingFits);
      }
    }
    return tally.best(cpuSeconds() - begin);
  }

  /**
   * Prices a mapping on the target it is one of: the cheapest of those where it is valid.
   *
   * @throws MappingException where it is valid on none, about the target whose innermost level can
   *     hold what the mapping keeps there
   */
  public MappedLayer price(Mapping mapping) {
    MappedLayer best = null;
    double bestCost = Double.POSITIVE_INFINITY;
    MappingException wrong = null;
    for (Target target : targets) {
      try {
        CostReport cost = counter.cost(target.architecture(), layer, mapping);
        double value = objective.cost(cost.energy(), cost.cycles());
        if (value < bestCost) {
          bestCost = value;
          best = new MappedLayer(layer, target, mapping, cost, Optional.empty());
        }
      } catch (MappingException e) {
        wrong = wrong == null || holds(target, mapping) ? e : wrong;
      }
    }
    if (best == null) {
      throw wrong == null ? new IllegalStateException("no target") : wrong;
    }
    return best;
  }

  private boolean holds(Target target, Mapping mapping) {
    return mapping.levels().get(0).keeps().stream()
        .allMatch(
            name ->
                layer.operands().stream()
                    .anyMatch(
                        operand ->
                            operand.name().equals(name)
                                && target
                                    .architecture()
                                    .levels()
                                    .get(0)
                                    .holds()
                                    .contains(operand.role())));
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() * 1e-9
        : System.nanoTime() * 1e-9;
  }

  /** What the searches found so far. */
  private final class Tally {
    private @Nullable SearchResult best;
    private @Nullable Target where;
    private @Nullable MappingException failure;
    private double lowerBound = Double.POSITIVE_INFINITY;
    private long evaluated;
    private long pruned;

    void add(Target target, SearchResult result) {
      if (best == null || result.cost() < best.cost()) {
        best = result;
        where = target;
      }
      lowerBound = Math.min(lowerBound, result.lowerBound());
      evaluated += result.evaluated();
      pruned += result.pruned();
    }

    /** A search that finds nothing has not proven that there is nothing. */
    void fail(MappingException nothing) {
      failure = nothing;
      lowerBound = 0;
    }

    MappedLayer best(double seconds) {
      if (best == null || where == null) {
        throw new InfeasibleException(
            failure == null
                ? layer.name() + ": no hardware"
                : String.valueOf(failure.getMessage()));
      }
      CostReport cost = counter.cost(where.architecture(), layer, best.mapping());
      return new MappedLayer(
          layer,
          where,
          best.mapping(),
          cost,
          Optional.of(
              new MappedLayer.Searched(
                  objective,
                  best.strategy(),
                  targets.size(),
                  best.cost(),
                  lowerBound,
                  lowerBound >= best.cost(),
                  evaluated,
                  pruned,
                  seconds)));
    }
  }
}
