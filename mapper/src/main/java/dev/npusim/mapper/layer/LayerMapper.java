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
import dev.npusim.mapper.search.ParetoPoint;
import dev.npusim.mapper.search.ParetoSearch;
import dev.npusim.mapper.search.ParetoSet;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.mapper.search.SearchProblem;
import dev.npusim.mapper.search.SearchResult;
import java.util.ArrayList;
import java.util.List;
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
    this.layer = counter.view(layer);
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
    Alternatives.Found found;
    try {
      found = cache.get(problems(objective), stop);
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
   * The mappings of which none is better than another in all of SRAM, cycles, energy and DRAM
   * traffic; the mapper's own objective is not used. What a search for one objective alone finds is
   * among the candidates, so none is better than all of the front.
   *
   * @param cache says how much to search: all of it shared by the targets, besides the searches for
   *     single objectives
   * @param stop ends the search early with what was found so far
   * @throws InfeasibleException where no mapping was found that fits any target
   */
  public MappedFront front(MappingCache cache, BooleanSupplier stop) {
    double begin = CpuTime.ofThread();
    SearchLimits limits = cache.effort().limits(cache.seed()).orWhen(stop);
    ParetoSearch pareto = new ParetoSearch(cache.effort().strategy());
    SearchLimits each = limits.withEvaluations(limits.evaluations() / Math.max(1, targets.size()));
    List<MappedFront.Point> points = new ArrayList<>();
    long evaluated = 0;
    boolean complete = true;
    double epsilon = 0;
    String failure = layer.name() + ": no hardware";
    for (Target target : targets) {
      try {
        ParetoSet set =
            pareto.search(
                new SearchProblem(target.architecture(), layer, counter, objective), each);
        set.points().forEach(point -> points.add(new MappedFront.Point(target, point)));
        evaluated += set.evaluated();
        complete &= set.complete();
        epsilon = set.epsilon();
      } catch (MappingException nothingFits) {
        complete = false;
        failure = String.valueOf(nothingFits.getMessage());
      }
    }
    if (points.isEmpty()) {
      throw new InfeasibleException(failure);
    }
    for (Objective single : Objective.values()) {
      Alternatives.Found found = cache.get(problems(single), stop);
      Target target = targets.get(found.index());
      SearchProblem problem = new SearchProblem(target.architecture(), layer, counter, single);
      points.add(new MappedFront.Point(target, ParetoPoint.of(problem, found.result().mapping())));
      evaluated += found.result().evaluated();
    }
    ImmutableList<MappedFront.Point> front =
        ParetoPoint.front(points.stream().map(MappedFront.Point::point).toList()).stream()
            .map(kept -> points.stream().filter(p -> p.point() == kept).findFirst().orElseThrow())
            .collect(ImmutableList.toImmutableList());
    return new MappedFront(layer, front, epsilon, complete, evaluated, CpuTime.ofThread() - begin);
  }

  private ImmutableList<SearchProblem> problems(Objective of) {
    return targets.stream()
        .map(target -> new SearchProblem(target.architecture(), layer, counter, of))
        .collect(ImmutableList.toImmutableList());
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
