package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.count.Evaluator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Mappings of which none is better than another in SRAM, cycles, energy and DRAM traffic at once:
 * the best for each objective within each of a row of budgets for the outermost on-chip level, its
 * capacity halved again and again. What a smaller budget found is a candidate for the larger ones,
 * so that more memory is never worse.
 */
public final class ParetoSearch {
  private static final int BUDGETS = 8;

  private final ExactSearch search;

  public ParetoSearch(ExactSearch search) {
    this.search = search;
  }

  /**
   * The set, the smallest SRAM first.
   *
   * @param problem its objective is not used
   * @param limits of all searches together
   */
  public ImmutableList<ParetoPoint> search(SearchProblem problem, SearchLimits limits) {
    Evaluator evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
    int outermost = problem.architecture().levels().size() - 1;
    List<ParetoPoint> found = new ArrayList<>();
    List<Long> budgets = budgets(problem, outermost);
    SearchLimits each =
        limits.withEvaluations(limits.evaluations() / budgets.size() / Objective.values().length);
    for (long budget : budgets) {
      for (Objective objective : Objective.values()) {
        SearchProblem narrowed =
            new SearchProblem(
                problem.architecture(), problem.layer(), problem.counter(), objective);
        if (outermost > 0) {
          narrowed =
              narrowed.within(problem.architecture().levels().get(outermost - 1).name(), budget);
        }
        ImmutableList<Mapping> known =
            found.stream().map(ParetoPoint::mapping).collect(ImmutableList.toImmutableList());
        add(found, point(problem, evaluator, search.search(narrowed, each, known), outermost));
      }
    }
    found.sort(
        Comparator.comparingLong(ParetoPoint::sram)
            .thenComparingLong(ParetoPoint::cycles)
            .thenComparingDouble(ParetoPoint::energy));
    return ImmutableList.copyOf(found);
  }

  private static List<Long> budgets(SearchProblem problem, int outermost) {
    List<Long> budgets = new ArrayList<>();
    long capacity =
        outermost == 0
            ? MemoryLevel.UNLIMITED
            : problem.architecture().levels().get(outermost - 1).capacity();
    for (int i = 0; i < BUDGETS && capacity > 0; i++) {
      budgets.add(0, capacity);
      if (capacity == MemoryLevel.UNLIMITED) {
        break;
      }
      capacity /= 2;
    }
    return budgets;
  }

  private static ParetoPoint point(
      SearchProblem problem, Evaluator evaluator, SearchResult result, int outermost) {
    FlatMapping flat = FlatMapping.of(problem.architecture(), problem.layer(), result.mapping());
    if (!evaluator.evaluate(flat)) {
      throw new IllegalStateException("a mapping that was found does not fit: " + flat.toMapping());
    }
    return new ParetoPoint(
        result.mapping(),
        outermost == 0 ? 0 : (long) Math.ceil(evaluator.held(outermost - 1)),
        evaluator.cycles(),
        evaluator.energy(),
        (long) Math.ceil(evaluator.moved(outermost)));
  }

  private static void add(List<ParetoPoint> found, ParetoPoint point) {
    if (found.stream().anyMatch(other -> other.dominates(point) || other.ties(point))) {
      return;
    }
    found.removeIf(point::dominates);
    found.add(point);
  }
}
