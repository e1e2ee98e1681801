package dev.npusim.viz.terminal;

import dev.npusim.mapper.bench.MapperBench;
import dev.npusim.mapper.search.MappingSamples;
import dev.npusim.viz.report.MapperBenchReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The figures of {@code bench mapper}, and what they were measured on. */
public final class MapperBenchSummary {
  private static final double MILLION = 1e6;

  private MapperBenchSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(MapperBenchReport report, int width) {
    int columns = Math.max(60, width);
    return machine(report, columns)
        + rates(report, columns)
        + searches(report, columns)
        + models(report, columns).stripTrailing()
        + "\n";
  }

  private static String machine(MapperBenchReport report, int columns) {
    Section section = new Section("Measured on", columns);
    section.entry("JVM", report.machine().jvm());
    section.entry(
        "flags",
        report.machine().flags().isEmpty() ? "none" : String.join(" ", report.machine().flags()));
    section.entry("system", report.machine().system());
    section.entry(
        "processors", report.machine().processors() + " x " + report.machine().processor());
    section.note(
        String.format(
            Locale.ROOT,
            "Median of %d repetitions of %s CPU s after %d to warm up; before the first rate is"
                + " measured all were for %.1f CPU s each.",
            report.repetition().repetitions(),
            report.repetition().seconds(),
            report.repetition().warmUps(),
            report.repetition().seconds() * MapperBench.FIRST));
    return section + "\n";
  }

  private static String rates(MapperBenchReport report, int columns) {
    Section section =
        new Section(
            "Pricing on " + report.hardware() + ": million evaluations per CPU second", columns);
    Table table = new Table(columns - 2).name("layer").word("counter");
    for (MappingSamples sample : MappingSamples.values()) {
      table.number(sample.name().toLowerCase(Locale.ROOT));
    }
    table.number("B each");
    Map<String, Map<MappingSamples, MapperBench.Rate>> rows = new java.util.LinkedHashMap<>();
    for (MapperBench.Rate rate : report.rates()) {
      rows.computeIfAbsent(rate.layer() + " " + rate.counter(), row -> new TreeMap<>())
          .put(rate.sample(), rate);
    }
    for (Map<MappingSamples, MapperBench.Rate> row : rows.values()) {
      MapperBench.Rate first = row.values().iterator().next();
      String[] cells = new String[MappingSamples.values().length + 3];
      cells[0] = first.layer();
      cells[1] = first.counter();
      double bytes = 0;
      for (MappingSamples sample : MappingSamples.values()) {
        MapperBench.Rate rate = row.get(sample);
        cells[2 + sample.ordinal()] =
            rate == null ? "-" : two(rate.throughput().evaluationsPerSecond() / MILLION);
        bytes = rate == null ? bytes : Math.max(bytes, rate.throughput().bytesPerEvaluation());
      }
      cells[cells.length - 1] = two(bytes);
      table.row(cells);
    }
    section.table(table);
    section.note(
        "neighbours: one after the other in a random walk, as a search asks; any: far apart, any"
            + " factors; dividing: far apart, factors that divide their bounds.");
    return section + "\n";
  }

  private static String searches(MapperBenchReport report, int columns) {
    Section section =
        new Section("Searching on " + report.hardware() + " for the least EDP", columns);
    Table table =
        new Table(columns - 2)
            .name("layer")
            .word("counter")
            .word("effort")
            .number("CPU s")
            .number("evaluated")
            .number("EDP")
            .number("gap %");
    for (MapperBench.SearchTime search : report.searches()) {
      table.row(
          search.layer(),
          search.counter(),
          search.effort().name().toLowerCase(Locale.ROOT),
          String.format(Locale.ROOT, "%.3f", search.cpuSeconds()),
          Units.exact(search.evaluated()),
          String.format(Locale.ROOT, "%.5g", search.cost()),
          String.format(Locale.ROOT, "%.1f", search.gapPercent()));
    }
    section.table(table);
    return section + "\n";
  }

  private static String models(MapperBenchReport report, int columns) {
    Section section =
        new Section("All distinct layers of " + report.model() + " on " + report.chip(), columns);
    Table table =
        new Table(columns - 2)
            .name("effort")
            .number("layers")
            .number("threads")
            .number("wall s")
            .number("CPU s")
            .number("evaluated");
    for (MapperBench.ModelTime model : report.models()) {
      table.row(
          model.effort().name().toLowerCase(Locale.ROOT),
          String.valueOf(model.layers()),
          String.valueOf(model.threads()),
          two(model.wallSeconds()),
          two(model.cpuSeconds()),
          Units.exact(model.evaluated()));
    }
    section.table(table);
    return section.toString();
  }

  private static String two(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }
}
