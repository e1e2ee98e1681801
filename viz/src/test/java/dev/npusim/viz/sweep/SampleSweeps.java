package dev.npusim.viz.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.sweep.Constraint;
import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sampling;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sweeps of figures that are formulas of the keys. */
public final class SampleSweeps {
  private SampleSweeps() {}

  /**
   * @param vary as {@code --vary} has it
   */
  public static SweepReport of(String... vary) {
    List<SweepKey> keys = new ArrayList<>();
    keys.add(new SweepKey(SweepKey.MODEL, ImmutableList.of("<b>net</b>")));
    for (String option : vary) {
      keys.add(SweepKey.parse(option));
    }
    Grid grid = new Grid(ImmutableList.copyOf(keys));
    Map<Long, Outcome> outcomes = new TreeMap<>();
    for (long place = 0; place < grid.size(); place++) {
      outcomes.put(place, outcome(grid.point(place)));
    }
    return new SweepReport(
        "<b>net</b> on chip",
        SweepResult.of(
            grid,
            outcomes,
            ImmutableList.of(Metric.LATENCY, Metric.AREA),
            ImmutableList.of(Constraint.parse("test", "area <= 1000 mm2"))),
        Sampling.GRID,
        "sram.size",
        ImmutableMap.of("effort", "fast"),
        keys.stream()
            .map(
                key ->
                    key.values().stream()
                        .map(value -> "--set " + key.name() + "=" + value)
                        .collect(ImmutableList.toImmutableList()))
            .collect(ImmutableList.toImmutableList()),
        "npusim simulate net",
        "npusim sweep net",
        "name: chip\n",
        "test");
  }

  private static Outcome outcome(SweepPoint point) {
    double product = 1;
    double sum = 1;
    for (int position : point.positions().asList()) {
      product *= 1 + position;
      sum += 1.37 * position * position;
    }
    if (point.index() % 17 == 3) {
      return Outcome.without(Outcome.Status.INFEASIBLE, "needs, \"more\" than it has");
    }
    ImmutableMap.Builder<Metric, String> figures = ImmutableMap.builder();
    for (Metric metric : Metric.values()) {
      double value =
          switch (metric) {
            case LATENCY -> 0.0123456789 / product;
            case AREA -> sum;
            default -> 1e6 * product / (1 + metric.ordinal());
          };
      figures.put(metric, Double.toString(value));
    }
    return Outcome.of(figures.buildOrThrow());
  }
}
