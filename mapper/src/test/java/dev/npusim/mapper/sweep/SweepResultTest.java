package dev.npusim.mapper.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What a sweep says, on figures that are formulas of the keys. */
class SweepResultTest {
  private static final ImmutableList<Metric> OBJECTIVES =
      ImmutableList.of(Metric.LATENCY, Metric.AREA);

  private static Grid grid(String... options) {
    List<SweepKey> keys = new ArrayList<>();
    keys.add(new SweepKey(SweepKey.MODEL, ImmutableList.of("m")));
    for (String option : options) {
      keys.add(SweepKey.parse(option));
    }
    return new Grid(ImmutableList.copyOf(keys));
  }

  private static double number(Grid grid, SweepPoint point, int key) {
    return grid.keys().get(key).numbers().get(point.positions().get(key));
  }

  private static Outcome outcome(Map<Metric, Double> some) {
    ImmutableMap.Builder<Metric, String> figures = ImmutableMap.builder();
    for (Metric metric : Metric.values()) {
      figures.put(metric, Double.toString(some.getOrDefault(metric, 1.0)));
    }
    return Outcome.of(figures.buildOrThrow());
  }

  private static SweepResult result(
      Grid grid,
      ToDoubleFunction<SweepPoint> latency,
      ToDoubleFunction<SweepPoint> area,
      String... constraints) {
    Map<Long, Outcome> outcomes = new TreeMap<>();
    for (long i = 0; i < grid.size(); i++) {
      SweepPoint point = grid.point(i);
      double time = latency.applyAsDouble(point);
      outcomes.put(
          i,
          time < 0
              ? Outcome.without(Outcome.Status.INFEASIBLE, "too small")
              : outcome(
                  Map.of(
                      Metric.LATENCY,
                      time,
                      Metric.CYCLES,
                      time,
                      Metric.AREA,
                      area.applyAsDouble(point),
                      Metric.SPILL,
                      time > 2 ? 100.0 : 0.0)));
    }
    return SweepResult.of(
        grid,
        outcomes,
        OBJECTIVES,
        java.util.Arrays.stream(constraints)
            .map(text -> Constraint.parse("here", text))
            .collect(ImmutableList.toImmutableList()));
  }

  @Test
  void pointsAreNumberedWithTheLastKeyFastest() {
    Grid grid = grid("a=1,2", "b=1,2,3");
    assertThat(grid.size()).isEqualTo(6);
    for (long i = 0; i < 6; i++) {
      assertThat(grid.index(grid.point(i).positions().asList())).isEqualTo(i);
    }
    assertThat(grid.point(4).positions().asList()).containsExactly(0, 1, 1);
  }

  @Test
  void frontUnderConstraints() {
    Grid grid = grid("a=1,2,4,8");
    ToDoubleFunction<SweepPoint> a = point -> number(grid, point, 1);
    SweepResult all = result(grid, p -> 8 / a.applyAsDouble(p), a);
    assertThat(all.front()).containsExactly(0L, 1L, 2L, 3L);
    // 8, 4, 2, 1 against 1, 2, 4, 8: the two in the middle are equal, the first is taken.
    assertThat(all.knees()).containsExactly(1L);
    SweepResult some = result(grid, p -> 8 / a.applyAsDouble(p), a, "area <= 4 mm2", "latency<=4s");
    assertThat(some.front()).containsExactly(1L, 2L);
    assertThat(some.broken(some.outcomes().get(3L))).isEqualTo("not area <= 4 mm2");
    assertThat(result(grid, p -> -1, a).front()).isEmpty();
  }

  @Test
  void modelsDoNotCompete() {
    Grid grid =
        new Grid(
            ImmutableList.of(
                new SweepKey(SweepKey.MODEL, ImmutableList.of("small", "large")),
                SweepKey.parse("a=1,2")));
    SweepResult result = result(grid, p -> 1 + p.positions().get(0) * 10, p -> number(grid, p, 1));
    assertThat(result.front()).containsExactly(0L, 2L);
    assertThat(result.knees()).containsExactly(0L, 2L);
  }

  @Test
  void sensitivityOfPowers() {
    Grid grid = grid("a=1,2,4", "b=1,10", "word=x,y");
    SweepResult result =
        result(grid, p -> Math.pow(number(grid, p, 1), -0.5) * number(grid, p, 2), p -> 3);
    List<Sensitivity> rows = Sensitivity.of(result, OBJECTIVES);
    assertThat(rows)
        .extracting(Sensitivity::key)
        .containsExactly("a", "a", "b", "b", "word", "word");
    assertThat(rows.get(0).groups()).isEqualTo(4);
    assertThat(rows.get(0).spread()).isCloseTo(2, within(1e-12));
    assertThat(rows.get(0).elasticity().orElseThrow()).isCloseTo(-0.5, within(1e-12));
    assertThat(rows.get(1).spread()).isEqualTo(1);
    assertThat(rows.get(2).spread()).isCloseTo(10, within(1e-12));
    assertThat(rows.get(2).elasticity().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(rows.get(4).elasticity()).isEmpty();
  }

  @Test
  void smallestSramThatSpillsNothing() {
    Grid grid = grid("sram.size=1MiB..8MiB:x2", "b=1,8");
    SweepResult result =
        result(grid, p -> 8.0 * (1 << 20) / number(grid, p, 1) * number(grid, p, 2), p -> 1);
    assertThat(ZeroSpill.of(result, "sram.size"))
        .containsExactly(new ZeroSpill("model=m b=1", "4MiB"), new ZeroSpill("model=m b=8", ""));
    assertThat(ZeroSpill.of(result, "l2.size")).isEmpty();
  }

  @Test
  void risesAreFound() {
    Grid grid = grid("dram.bandwidth=4GB/s,2GB/s,8GB/s", "b=1,2");
    double[] cycles = {100, 100, 200, 200, 110, 90};
    SweepResult result = result(grid, p -> cycles[(int) p.index()], p -> 1);
    Monotonicity row = Monotonicity.of(result).get(0);
    assertThat(row.pairs()).isEqualTo(4);
    assertThat(row.rises()).as("from 4 to 8 GB/s, whatever the order of the list").isEqualTo(1);
    assertThat(row.largest()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void constraintsThatMakeNoSense() {
    for (String text :
        List.of("area <= 4 W", "arae <= 4 mm2", "area < 4 mm2", "area <= much", "latency <= 4")) {
      assertThatThrownBy(() -> Constraint.parse("here", text))
          .as(text)
          .isInstanceOf(SweepException.class)
          .hasMessageContaining("here: constraint");
    }
    assertThat(Constraint.parse("here", "peak_sram <= 2MiB").limit()).isEqualTo(2 << 20);
  }

  /** Choices follow from seed and outcomes: cut off anywhere, the same are chosen again. */
  @Test
  void samplingRepeatsItself() {
    Grid grid = grid("a=1..20:+1", "b=1..20:+1");
    for (Sampling how : List.of(Sampling.RANDOM, Sampling.ADAPTIVE)) {
      Map<Long, Outcome> first = sample(grid, how, 40, 1);
      assertThat(first).hasSize(40).isEqualTo(sample(grid, how, 40, 1));
      assertThat(first.keySet()).isNotEqualTo(sample(grid, how, 40, 2).keySet());
    }
    assertThat(sample(grid, Sampling.RANDOM, 400, 1)).hasSize(400);
  }

  /** On a smooth space, walking along the front finds more of it than dice do. */
  @Test
  void adaptiveSamplingFindsMoreOfTheFront() {
    Grid grid = grid("a=1..30:+1", "b=1..30:+1");
    Set<Long> front = result(grid, p -> time(grid, p), p -> size(grid, p)).front();
    int random = 0;
    int adaptive = 0;
    for (int seed = 0; seed < 8; seed++) {
      random += common(sample(grid, Sampling.RANDOM, 90, seed).keySet(), front);
      adaptive += common(sample(grid, Sampling.ADAPTIVE, 90, seed).keySet(), front);
    }
    assertThat(adaptive).isGreaterThan(random * 3 / 2);
  }

  private static int common(Set<Long> a, Set<Long> b) {
    return (int) a.stream().filter(b::contains).count();
  }

  private static double time(Grid grid, SweepPoint p) {
    return 1000 / number(grid, p, 1) + 300 / number(grid, p, 2);
  }

  private static double size(Grid grid, SweepPoint p) {
    return number(grid, p, 1) * 2 + number(grid, p, 2);
  }

  private static Map<Long, Outcome> sample(Grid grid, Sampling how, long budget, long seed) {
    return how.run(
        grid,
        budget,
        seed,
        points -> {
          Map<Long, Outcome> outcomes = new TreeMap<>();
          points.forEach(
              p ->
                  outcomes.put(
                      p.index(),
                      outcome(Map.of(Metric.LATENCY, time(grid, p), Metric.AREA, size(grid, p)))));
          return outcomes;
        },
        known -> SweepResult.of(grid, known, OBJECTIVES, ImmutableList.of()).front());
  }
}
