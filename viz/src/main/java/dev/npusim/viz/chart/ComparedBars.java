package dev.npusim.viz.chart;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.compare.ComparedLayer;
import dev.npusim.viz.compare.ComparedTotal;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.sweep.Scale;
import dev.npusim.viz.text.Text;
import java.awt.Color;
import java.util.List;
import java.util.Locale;

/**
 * What charts of a comparison show, on paper and on pages: groups of bars to both sides of zero,
 * one for each run but the first.
 *
 * @param unit of the bars' lengths, empty for doublings
 */
public record ComparedBars(String unit, String label, ImmutableList<Group> groups) {
  /** Bars that stay readable. */
  private static final int MOST_BARS = 24;

  static final List<Color> COLORS =
      List.of(
          Palette.BLUE,
          Palette.ORANGE,
          Palette.GREEN,
          Palette.PURPLE,
          Palette.SKY,
          Palette.VERMILLION,
          Palette.GREY);

  private static final List<Metric> SHOWN =
      List.of(
          Metric.LATENCY,
          Metric.ENERGY,
          Metric.POWER,
          Metric.PEAK_POWER,
          Metric.UTILIZATION,
          Metric.AREA,
          Metric.PEAK_SRAM,
          Metric.DRAM,
          Metric.SPILL);

  /** Bars of one figure or layer; names differ. */
  public record Group(String name, ImmutableList<Bar> bars) {}

  /** A run's bar and what is written at its end. */
  public record Bar(double value, String label) {}

  /** Of the runs after the first, again and again, as CSS writes them. */
  public static ImmutableList<String> colors() {
    return COLORS.stream().map(Palette::css).collect(ImmutableList.toImmutableList());
  }

  /** Totals in doublings of the first run's; zero is no multiple of anything and left out. */
  public static ComparedBars totals(RunComparison comparison) {
    ImmutableList.Builder<Group> groups = ImmutableList.builder();
    for (Metric metric : SHOWN) {
      ComparedTotal total = comparison.total(metric);
      if (total.values().stream().allMatch(value -> value > 0)) {
        double first = total.values().get(0);
        groups.add(
            new Group(
                Figures.name(metric) + ": A " + Figures.text(metric, first),
                total.values().subArray(1, total.values().length()).asList().stream()
                    .map(value -> multiple(metric, first, value))
                    .collect(ImmutableList.toImmutableList())));
      }
    }
    return new ComparedBars("", "multiple of A's", groups.build());
  }

  private static Bar multiple(Metric metric, double first, double value) {
    double change = 100 * (value / first - 1);
    return new Bar(
        Math.log(value / first) / Math.log(2),
        Figures.text(metric, value)
            + String.format(
                Locale.ROOT, Math.abs(change) < 9.95 ? " (%+.1f %%)" : " (%+.0f %%)", change));
  }

  /** The layers that changed most. */
  public static ComparedBars layers(RunComparison comparison) {
    int others = comparison.runs().size() - 1;
    List<ComparedLayer> shown =
        comparison.layers().stream().limit(Math.max(4, MOST_BARS / others)).toList();
    double most =
        shown.stream()
            .flatMap(layer -> layer.deltas().stream())
            .mapToDouble(delta -> Math.abs(delta.difference()))
            .max()
            .orElse(0);
    Scale scale = Scale.of(comparison.figure().total(), most);
    ImmutableList.Builder<Group> groups = ImmutableList.builder();
    for (int i = 0; i < shown.size(); i++) {
      ComparedLayer layer = shown.get(i);
      ImmutableList.Builder<Bar> bars = ImmutableList.builder();
      for (int run = 1; run <= others; run++) {
        double value = scale.of(layer.deltas().get(run - 1).difference());
        bars.add(new Bar(value, label(layer, run, value)));
      }
      groups.add(new Group((i + 1) + "  " + Text.truncate(layer.name(), 44), bars.build()));
    }
    return new ComparedBars(
        scale.unit(), "more or less " + scale.label() + " than in A", groups.build());
  }

  private static String label(ComparedLayer layer, int run, double value) {
    if (!layer.isIn(0) || !layer.isIn(run)) {
      return layer.isIn(run) ? "not in A" : layer.isIn(0) ? "only in A" : "in neither";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 9.995 ? "%+.2f" : "%+.1f", value);
  }

  /** The longest bar. */
  double most() {
    return groups.stream()
        .flatMap(group -> group.bars().stream())
        .mapToDouble(bar -> Math.abs(bar.value()))
        .max()
        .orElse(0);
  }
}
