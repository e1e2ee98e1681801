package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ParetoSearchTest {
  private static final SearchLimits PLENTY = SearchLimits.of(20_000_000, 1);

  private static ParetoSet search(SearchProblem problem, SearchLimits limits) {
    return new ParetoSearch(new ExactSearch(0.9, 2)).search(problem, limits);
  }

  private static SearchProblem with(SearchProblem problem, Objective objective) {
    return new SearchProblem(problem.architecture(), problem.layer(), problem.counter(), objective);
  }

  /** The least cycles or energy of all mappings within a budget, one by one. */
  private static double brute(SearchProblem problem, Objective objective, long budget) {
    Architecture architecture = problem.architecture();
    String sram = architecture.levels().get(architecture.levels().size() - 2).name();
    SearchProblem narrowed = with(problem, objective).within(sram, budget);
    return new ExhaustiveSearch().search(narrowed, PLENTY).cost();
  }

  private static double least(ParetoSet set, long budget, ToDoubleFunction<ParetoPoint> figure) {
    return set.points().stream()
        .filter(point -> point.sram() <= budget)
        .mapToDouble(figure)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  @Test
  void smallProblemsAreCompleteWithinEpsilonForEveryBudget() {
    int compared = 0;
    for (long seed = 200; seed < 230; seed++) {
      SearchProblem problem = SmallProblems.random(seed, new PhysicalCounter());
      ParetoSet set;
      try {
        set = search(problem, PLENTY);
      } catch (MappingException nothingFits) {
        continue;
      }
      if (!set.complete() || set.evaluated() > 60_000) {
        continue;
      }
      assertThat(set.points()).isNotEmpty();
      long capacity = problem.architecture().levels().get(1).capacity();
      for (long budget = set.points().get(0).sram(); budget <= capacity; budget += 3) {
        if (budget < 1) {
          continue;
        }
        // Sizes of the set may be rounded up by epsilon, so a budget is compared a little above.
        long above = (long) Math.ceil(budget * (1 + set.epsilon()));
        double slack = 1 + set.epsilon() + 1e-12;
        assertThat(least(set, above, ParetoPoint::cycles))
            .isLessThanOrEqualTo(brute(problem, Objective.LATENCY, budget) * slack);
        assertThat(least(set, above, ParetoPoint::energy))
            .isLessThanOrEqualTo(brute(problem, Objective.ENERGY, budget) * slack);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  void noPointDominatesAnotherAndEachIsWhatTheCounterSays() {
    for (long seed = 230; seed < 250; seed++) {
      SearchProblem problem = SmallProblems.random(seed, new PhysicalCounter());
      List<ParetoPoint> points;
      try {
        // Too few to price every mapping of most of them.
        points = search(problem, SearchLimits.of(5_000, seed)).points();
      } catch (MappingException nothingFits) {
        continue;
      }
      for (ParetoPoint point : points) {
        assertThat(points).noneMatch(point::dominates);
        CostReport report =
            problem.counter().cost(problem.architecture(), problem.layer(), point.mapping());
        assertThat(point.cycles()).isEqualTo(report.cycles());
        assertThat(point.energy()).isEqualTo(report.energy());
      }
    }
  }

  @Test
  void searchedSetsAreCloseToCompleteOnes() {
    double log = 0;
    int count = 0;
    for (long seed = 250; seed < 270; seed++) {
      SearchProblem problem = SmallProblems.random(seed, new PhysicalCounter());
      try {
        ParetoSet searched = search(problem, SearchLimits.of(8_000, seed));
        if (searched.complete()) {
          continue;
        }
        ParetoSet all = search(problem, PLENTY);
        for (ParetoPoint point : all.points()) {
          double ratio =
              searched.points().stream()
                  .mapToDouble(other -> worse(other, point))
                  .min()
                  .orElseThrow();
          log += Math.log(Math.max(1, ratio));
          count++;
        }
      } catch (MappingException nothingFits) {
        continue;
      }
    }
    assertThat(count).isGreaterThan(10);
    assertThat(Math.exp(log / count)).isLessThan(1.05);
  }

  /** How much worse than another in the worst of the four figures. */
  private static double worse(ParetoPoint point, ParetoPoint than) {
    double sram =
        than.sram() == 0 ? (point.sram() == 0 ? 1 : 2) : (double) point.sram() / than.sram();
    return Math.max(
        Math.max(sram, (double) point.cycles() / than.cycles()),
        Math.max(point.energy() / than.energy(), (double) point.dram() / than.dram()));
  }
}
