package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Compute;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Optima, on problems small enough to price every mapping or to prove every optimum. */
class ExactSearchTest {
  private static final int PROBLEMS = 200;
  private static final SearchLimits PLENTY = SearchLimits.of(5_000_000, 1);

  /** Hardly any annealing: what is found must not hide what is pruned wrongly. */
  private static final ExactSearch EXACT = new ExactSearch(0, 1);

  static Stream<Counter> counters() {
    return Stream.of(new TimeloopCounter(), new PhysicalCounter());
  }

  @ParameterizedTest
  @MethodSource("counters")
  void equalsTheBestOfAllMappings(Counter counter) {
    for (long seed = 0; seed < PROBLEMS; seed++) {
      SearchProblem problem = SmallProblems.random(seed, counter);
      SearchResult all = new ExhaustiveSearch().search(problem, PLENTY);
      SearchResult exact = EXACT.search(problem, PLENTY);
      assertThat(all.optimal()).as("problem %d", seed).isTrue();
      assertThat(exact.optimal()).as("problem %d", seed).isTrue();
      assertThat(exact.cost()).as("problem %d", seed).isEqualTo(all.cost());
    }
  }

  @ParameterizedTest
  @MethodSource("counters")
  void equalsTheBestOfAllMappingsWhateverLayersAndArchitecturesHave(Counter counter) {
    int feasible = 0;
    for (long seed = 0; seed < PROBLEMS; seed++) {
      SearchProblem problem = OddProblems.random(seed, counter);
      SearchResult all;
      try {
        all = new ExhaustiveSearch().search(problem, PLENTY);
      } catch (MappingException nothingFits) {
        assertThatThrownBy(() -> EXACT.search(problem, PLENTY))
            .as("problem %d", seed)
            .isInstanceOf(MappingException.class);
        continue;
      }
      feasible++;
      SearchResult exact = EXACT.search(problem, PLENTY);
      assertThat(all.optimal()).as("problem %d", seed).isTrue();
      assertThat(exact.optimal()).as("problem %d", seed).isTrue();
      assertThat(exact.cost()).as("problem %d", seed).isEqualTo(all.cost());
    }
    assertThat(feasible).isGreaterThan(PROBLEMS / 2);
  }

  @ParameterizedTest
  @MethodSource("counters")
  void equalsTheBestOfAllMappingsToMemoriesOfBytes(Counter counter) {
    int sums = 0;
    for (long seed = 0; seed < 2 * PROBLEMS; seed++) {
      SearchProblem problem = SmallProblems.inBytes(seed, counter);
      SearchResult all = new ExhaustiveSearch().search(problem, PLENTY);
      SearchResult exact = EXACT.search(problem, PLENTY);
      assertThat(all.optimal()).as("problem %d", seed).isTrue();
      assertThat(exact.optimal()).as("problem %d", seed).isTrue();
      assertThat(exact.cost()).as("problem %d", seed).isEqualTo(all.cost());
      sums += holdsSums(problem, all) ? 1 : 0;
    }
    assertThat(sums).as("optima with running sums in memories of bytes").isGreaterThan(100);
  }

  private static boolean holdsSums(SearchProblem problem, SearchResult found) {
    var report = problem.counter().cost(problem.architecture(), problem.layer(), found.mapping());
    for (int level = 0; level < report.levels().size(); level++) {
      boolean bytes = problem.architecture().levels().get(level).unit() == MemoryLevel.Unit.BYTES;
      for (var operand : report.levels().get(level).operands()) {
        if (bytes && operand.bits() > operand.resultBits()) {
          return true;
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("counters")
  void moreCapacityOrBandwidthIsNeverWorse(Counter counter) {
    for (long seed = 300; seed < 340; seed++) {
      SearchProblem problem = SmallProblems.random(seed, counter);
      double before = EXACT.search(problem, PLENTY).cost();
      for (int level = 0; level < 2; level++) {
        double roomier = optimum(problem, level, ExactSearchTest::roomier);
        double faster = optimum(problem, level, ExactSearchTest::faster);
        assertThat(roomier).as("capacity, problem %d", seed).isLessThanOrEqualTo(before);
        assertThat(faster).as("bandwidth, problem %d", seed).isLessThanOrEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("counters")
  void moreInstancesOfAMulticastAxisAreNeverWorse(Counter counter) {
    for (long seed = 400; seed < 440; seed++) {
      SearchProblem problem = SmallProblems.random(seed, counter);
      Architecture a = problem.architecture();
      SpatialAxis axis = a.axes().get(0);
      if (axis.delivery() != SpatialAxis.Delivery.MULTICAST) {
        continue;
      }
      ImmutableList.Builder<SpatialAxis> axes = ImmutableList.builder();
      axes.add(
          new SpatialAxis(
              axis.name(),
              axis.size() + 1,
              axis.under(),
              axis.dims(),
              axis.delivery(),
              axis.reduces()));
      axes.addAll(a.axes().subList(1, a.axes().size()));
      double before = EXACT.search(problem, PLENTY).cost();
      double after =
          EXACT
              .search(
                  with(
                      problem,
                      new Architecture(
                          a.name(), a.compute(), a.levels(), axes.build(), a.energyUnit())),
                  PLENTY)
              .cost();
      assertThat(after).as("problem %d", seed).isLessThanOrEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("counters")
  void scalingAllEnergiesScalesTheOptimum(Counter counter) {
    for (long seed = 500; seed < 530; seed++) {
      SearchProblem random = SmallProblems.random(seed, counter);
      SearchProblem problem =
          new SearchProblem(random.architecture(), random.layer(), counter, Objective.EDP);
      Architecture a = problem.architecture();
      Architecture scaled =
          new Architecture(
              a.name(),
              new Compute(a.compute().macsPerCycle(), 4 * a.compute().energyPerMac()),
              a.levels().stream()
                  .map(ExactSearchTest::dearer)
                  .collect(ImmutableList.toImmutableList()),
              a.axes(),
              a.energyUnit());
      double before = EXACT.search(problem, PLENTY).cost();
      double after = EXACT.search(with(problem, scaled), PLENTY).cost();
      assertThat(after).as("problem %d", seed).isCloseTo(4 * before, within(1e-9 * after));
    }
  }

  private static double optimum(
      SearchProblem problem, int level, UnaryOperator<MemoryLevel> change) {
    Architecture a = problem.architecture();
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    for (int l = 0; l < a.levels().size(); l++) {
      levels.add(l == level ? change.apply(a.levels().get(l)) : a.levels().get(l));
    }
    Architecture changed =
        new Architecture(a.name(), a.compute(), levels.build(), a.axes(), a.energyUnit());
    SearchResult result = EXACT.search(with(problem, changed), PLENTY);
    assertThat(result.optimal()).isTrue();
    return result.cost();
  }

  private static SearchProblem with(SearchProblem problem, Architecture architecture) {
    return new SearchProblem(architecture, problem.layer(), problem.counter(), problem.objective());
  }

  private static MemoryLevel roomier(MemoryLevel m) {
    return level(m, m.capacity() + 3, 1, 1);
  }

  private static MemoryLevel faster(MemoryLevel m) {
    return level(m, m.capacity(), 1.5, 1);
  }

  private static MemoryLevel dearer(MemoryLevel m) {
    return level(m, m.capacity(), 1, 4);
  }

  private static MemoryLevel level(MemoryLevel m, long capacity, double speed, double energy) {
    return new MemoryLevel(
        m.name(),
        m.holds(),
        m.unit(),
        capacity,
        m.partitions(),
        speed * m.readBandwidth(),
        speed * m.writeBandwidth(),
        speed * m.sharedBandwidth(),
        m.doubleBuffered(),
        energy * m.readEnergy(),
        energy * m.writeEnergy());
  }
}
