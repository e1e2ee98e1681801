package dev.npusim.mapper.layer;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.search.Alternatives;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchProblem;
import dev.npusim.mapper.search.SearchResult;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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
   * The best mapping found on any of the targets.
   *
   * @param stop ends the search early with the best so far
   * @throws InfeasibleException where no mapping was found that fits any of them
   */
  public MappedLayer search(MappingCache cache, BooleanSupplier stop) {
    if (targets.isEmpty()) {
      throw new InfeasibleException(layer.name() + ": no hardware");
    }
    double begin = CpuTime.ofThread();
    ImmutableList<SearchProblem> problems =
        targets.stream()
            .map(target -> new SearchProblem(target.architecture(), layer, counter, objective))
            .collect(ImmutableList.toImmutableList());
    Alternatives.Found found;
    try {
      found = cache.get(problems, stop);
    } catch (MappingException nothingFits) {
      throw new InfeasibleException(String.valueOf(nothingFits.getMessage()));
    }
    Target where = targets.get(found.index());
    SearchResult best = found.result();
    return new MappedLayer(
        layer,
        where,
        best.mapping(),
        counter.cost(where.architecture(), layer, best.mapping()),
        Optional.of(
            new MappedLayer.Searched(
                objective,
                best.strategy(),
                targets.size(),
                best.cost(),
                best.lowerBound(),
                best.optimal(),
                best.evaluated(),
                best.pruned(),
                CpuTime.ofThread() - begin)));
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
}
