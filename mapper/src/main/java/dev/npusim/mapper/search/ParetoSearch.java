package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * The Pareto set of a layer in SRAM, cycles, energy and DRAM traffic: an {@link Archive} is offered
 * every mapping that is priced. Small problems are priced whole. Otherwise each objective is
 * searched within each of a row of budgets for the outermost on-chip level, its capacity halved
 * again and again, so that mappings of all sizes are met; what a smaller budget found is a
 * candidate for the larger ones, so that more memory is never worse.
 */
public final class ParetoSearch {
  private static final double EPSILON = 0.01;
  private static final int BUDGETS = 8;

  /** Part of the evaluations that may go into pricing every mapping. */
  private static final double WHOLE = 0.2;

  private final ExactSearch search;

  public ParetoSearch(ExactSearch search) {
    this.search = search;
  }

  /**
   * The set.
   *
   * @param problem its objective is not used
   * @param limits of all searches together
   * @throws MappingException where no mapping was found that fits
   */
  public ParetoSet search(SearchProblem problem, SearchLimits limits) {
    int outermost = problem.architecture().levels().size() - 1;
    Archive every = new Archive(EPSILON, outermost);
    SearchLimits part = limits.withEvaluations((long) (limits.evaluations() * WHOLE));
    try {
      SearchResult whole = new ExhaustiveSearch(every).search(problem, part);
      if (whole.optimal()) {
        return new ParetoSet(every.points(), EPSILON, true, whole.evaluated());
      }
    } catch (MappingException noneYet) {
      // The first ones do not fit; others may.
    }
    return byBudgets(
        problem,
        limits.withEvaluations(limits.evaluations() - part.evaluations()),
        every,
        part.evaluations());
  }

  private ParetoSet byBudgets(
      SearchProblem problem, SearchLimits limits, Archive archive, long before) {
    int outermost = problem.architecture().levels().size() - 1;
    List<Long> budgets = budgets(problem, outermost);
    SearchLimits each =
        limits.withEvaluations(limits.evaluations() / budgets.size() / Objective.values().length);
    List<Mapping> known = new ArrayList<>();
    long evaluated = before;
    for (long budget : budgets) {
      for (Objective objective : Objective.values()) {
        SearchProblem narrowed =
            new SearchProblem(
                problem.architecture(), problem.layer(), problem.counter(), objective);
        if (outermost > 0) {
          narrowed =
              narrowed.within(problem.architecture().levels().get(outermost - 1).name(), budget);
        }
        try {
          SearchResult found = search.search(narrowed, each, ImmutableList.copyOf(known), archive);
          evaluated += found.evaluated();
          known.add(found.mapping());
        } catch (MappingException tooSmall) {
          if (budget == budgets.get(budgets.size() - 1) && known.isEmpty()) {
            throw tooSmall;
          }
        }
      }
    }
    return new ParetoSet(archive.points(), EPSILON, false, evaluated);
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
}
