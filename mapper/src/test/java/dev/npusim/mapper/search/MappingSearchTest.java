package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy promises. */
class MappingSearchTest {
  static Stream<MappingSearch> strategies() {
    return Stream.of(
        new RandomSearch(),
        new ExhaustiveSearch(),
        new AnnealingSearch(2),
        new ExactSearch(0.5, 2));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void equalSeedsGiveEqualResults(MappingSearch search) {
    SearchProblem problem = edge3("rn50_res2_3x3_64_56");
    SearchLimits limits = SearchLimits.of(3_000, 7);
    assertThat(search.search(problem, limits)).isEqualTo(search.search(problem, limits));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void theResultIsWhatTheCounterSaysAboutTheMapping(MappingSearch search) {
    for (long seed = 0; seed < 20; seed++) {
      SearchProblem problem =
          SmallProblems.random(seed, seed % 2 == 0 ? new TimeloopCounter() : new PhysicalCounter());
      SearchResult result = search.search(problem, SearchLimits.of(500, seed));
      CostReport report =
          problem.counter().cost(problem.architecture(), problem.layer(), result.mapping());
      assertThat(report.energy()).isEqualTo(result.energy());
      assertThat(report.cycles()).isEqualTo(result.cycles());
      assertThat(result.cost())
          .isEqualTo(problem.objective().cost(report.energy(), report.cycles()));
      assertThat(result.lowerBound()).isLessThanOrEqualTo(result.cost());
      assertThat(result.optimal()).isEqualTo(result.gapPercent() == 0);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void noStrategyClaimsAnOptimumThatAnotherOneBeats(MappingSearch search) {
    for (long seed = 100; seed < 110; seed++) {
      SearchProblem problem = SmallProblems.random(seed, new TimeloopCounter());
      double optimum =
          new ExhaustiveSearch().search(problem, SearchLimits.of(Long.MAX_VALUE, 0)).cost();
      SearchResult result = search.search(problem, SearchLimits.of(300, seed));
      assertThat(result.cost()).isGreaterThanOrEqualTo(optimum);
      assertThat(result.lowerBound()).isLessThanOrEqualTo(optimum * (1 + 1e-12));
      if (result.optimal()) {
        assertThat(result.cost()).isEqualTo(optimum);
      }
    }
  }

  @Test
  void annealingBeatsTheBestKnownMappings() {
    // Best EDP known before, of a random-pruned search of 20 CPU seconds and a longer one.
    for (Edge3.Case known : Edge3.cases()) {
      SearchProblem problem = edge3(known.layer().name());
      double edp = Effort.NORMAL.strategy().search(problem, Effort.NORMAL.limits(1)).cost() / 1e12;
      assertThat(edp).as(known.layer().name()).isLessThanOrEqualTo(known.bestKnown());
    }
  }

  /** Runs of 1.5 million mappings found these; a tenth of the runs may be further off than 2 %. */
  @Test
  void normalEffortIsCloseToLongRunsWhateverTheSeed() throws IOException {
    Map<String, Double> longRuns = LayerSuite.longRuns();
    int close = 0;
    int runs = 0;
    for (Layer layer : Iterables.concat(LayerSuite.tuning(), LayerSuite.judging())) {
      for (long seed = 1; seed <= 3; seed++) {
        SearchProblem problem =
            new SearchProblem(Edge3.architecture(), layer, new TimeloopCounter(), Objective.EDP);
        double cost = Effort.NORMAL.strategy().search(problem, Effort.NORMAL.limits(seed)).cost();
        double ratio = cost / longRuns.get(layer.name());
        assertThat(ratio).as("%s, seed %d", layer.name(), seed).isLessThan(1.1);
        close += ratio <= 1.02 ? 1 : 0;
        runs++;
      }
    }
    assertThat((double) close / runs).isGreaterThan(0.9);
  }

  @Test
  void theBestOfAlternativesIsPricedOnItsOwnArchitecture() {
    ImmutableList<SearchProblem> problems =
        ImmutableList.of(gemm(64, 4096), gemm(512, 524_288), gemm(512, 4096));
    Alternatives.Found found = new Alternatives(Effort.FAST, 1).search(problems);
    // The second is never worse than the third, but a short search may find so.
    assertThat(found.index()).isIn(1, 2);
    SearchProblem best = problems.get(found.index());
    CostReport report =
        best.counter().cost(best.architecture(), best.layer(), found.result().mapping());
    assertThat(best.objective().cost(report.energy(), report.cycles()))
        .isEqualTo(found.result().cost());
    double lowest = Double.POSITIVE_INFINITY;
    for (SearchProblem problem : problems) {
      SearchResult alone = Effort.NORMAL.strategy().search(problem, Effort.NORMAL.limits(2));
      lowest = Math.min(lowest, alone.cost());
    }
    assertThat(found.result().lowerBound()).isLessThanOrEqualTo(lowest);
    assertThat(found.result().cost()).isLessThanOrEqualTo(1.05 * lowest);
  }

  @Test
  void alternativesOfWhichNoneFitsFailAsOne() {
    ImmutableList<SearchProblem> problems =
        ImmutableList.of(mustKeep("A layer"), mustKeep("the same"));
    assertThatThrownBy(() -> new Alternatives(Effort.FAST, 1).search(problems))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("A layer");
  }

  @Test
  void anAlternativeThatNothingFitsDoesNotWeakenTheBound() {
    ImmutableList<SearchProblem> problems =
        ImmutableList.of(gemm(512, 524_288), mustKeep("A layer"));
    SearchResult result = new Alternatives(Effort.FAST, 1).search(problems).result();
    SearchResult alone = Effort.NORMAL.strategy().search(problems.get(0), Effort.NORMAL.limits(2));
    assertThat(result.lowerBound()).isPositive().isLessThanOrEqualTo(alone.cost());
    assertThat(result.cost()).isLessThanOrEqualTo(1.05 * alone.cost());
  }

  /** Registers of one word that must keep three operands. */
  private static SearchProblem mustKeep(String name) {
    Architecture free = Edge3.architecture();
    MemoryLevel rf = free.levels().get(0);
    MemoryLevel full =
        new MemoryLevel(
            rf.name(),
            rf.holds(),
            rf.unit(),
            1,
            rf.partitions(),
            rf.readBandwidth(),
            rf.writeBandwidth(),
            rf.sharedBandwidth(),
            rf.doubleBuffered(),
            rf.readEnergy(),
            rf.writeEnergy(),
            rf.holds());
    Architecture narrow =
        new Architecture(
            free.name(),
            free.compute(),
            ImmutableList.of(full, free.levels().get(1), free.levels().get(2)),
            free.axes(),
            free.energyUnit());
    return new SearchProblem(
        narrow, Edge3.gemm(name, 8, 8, 8), new TimeloopCounter(), Objective.EDP);
  }

  private static SearchProblem gemm(long registers, long buffer) {
    return new SearchProblem(
        Edge3.architecture(registers, buffer),
        Edge3.gemm("gemm", 96, 160, 192),
        new TimeloopCounter(),
        Objective.EDP);
  }

  @Test
  void aLayerIsSearchedOnceWhateverItsName() {
    MappingCache cache = new MappingCache(Effort.FAST, 1);
    SearchResult a = cache.get(gemm("a", 64));
    assertThat(cache.get(gemm("c", 64))).isSameAs(a);
    assertThat(cache.get(gemm("b", 65))).isNotEqualTo(a);
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.searches()).isEqualTo(2);
  }

  @Test
  void aSearchThatWasStoppedIsNotKept() {
    MappingCache cache = new MappingCache(Effort.FAST, 1);
    ImmutableList<SearchProblem> problem = ImmutableList.of(edge3("rn50_res5_1x1_1024_2048_s2"));
    SearchResult cut = cache.get(problem, () -> true).result();
    assertThat(cache.size()).isZero();
    SearchResult whole = cache.get(problem, () -> false).result();
    assertThat(whole.evaluated()).isGreaterThan(10 * cut.evaluated());
    assertThat(whole.cost()).isLessThanOrEqualTo(cut.cost());
  }

  @Test
  void noPointOfAParetoSetDominatesAnother() {
    SearchProblem problem = edge3("rn50_res5_1x1_1024_2048_s2");
    ImmutableList<ParetoPoint> points =
        new ParetoSearch(new ExactSearch(0.9, 1))
            .search(problem, SearchLimits.of(24_000, 1))
            .points();
    assertThat(points).hasSizeGreaterThan(1);
    for (ParetoPoint point : points) {
      assertThat(points).noneMatch(point::dominates);
      CostReport report =
          problem.counter().cost(problem.architecture(), problem.layer(), point.mapping());
      assertThat(point.cycles()).isEqualTo(report.cycles());
      assertThat(point.energy()).isCloseTo(report.energy(), within(0.0));
      assertThat(point.sram())
          .isEqualTo(
              report.levels().get(1).operands().stream()
                  .mapToLong(CostReport.OfOperand::tile)
                  .sum());
    }
  }

  private static SearchProblem gemm(String name, long m) {
    return new SearchProblem(
        Edge3.architecture(), Edge3.gemm(name, m, 64, 64), new TimeloopCounter(), Objective.EDP);
  }

  private static SearchProblem edge3(String layer) {
    return Edge3.cases().stream()
        .map(Edge3.Case::layer)
        .filter(candidate -> candidate.name().equals(layer))
        .map(
            found ->
                new SearchProblem(
                    Edge3.architecture(), found, new TimeloopCounter(), Objective.EDP))
        .findFirst()
        .orElseThrow();
  }
}
