package dev.npusim.viz.terminal;

import dev.npusim.viz.report.ClassSummary;
import dev.npusim.viz.report.CycleSplit;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.WorstLayers;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Where the cycles go, by operation class, and the layers that lose most. */
final class UtilizationSection {
  private static final int WORST = 5;

  private final Result result;
  private final int width;

  UtilizationSection(Result result, int width) {
    this.result = result;
    this.width = width;
  }

  String render() {
    return classes() + worst();
  }

  private String classes() {
    Table table =
        new Table(width - 2)
            .name("layers")
            .number("MACs %")
            .number("cycles %")
            .number("used")
            .number("edges")
            .number("fill")
            .number("port")
            .number("DRAM")
            .number("vector")
            .number("depend");
    double macs = Math.max(1, result.totals().macs() + result.totals().recomputedMacs());
    double cycles = Math.max(1, result.totals().cycles());
    CycleSplit all = CycleSplit.ZERO;
    for (ClassSummary summary : ClassSummary.of(result.layers())) {
      all = all.plus(summary.split());
      if (summary.chargedCycles() > 0) {
        row(
            table,
            summary.layers() + " " + summary.opClass(),
            summary.macs() / macs,
            summary.chargedCycles() / cycles,
            summary.split());
      }
    }
    row(table, "all", 1, result.totals().cycles() / cycles, all);
    return new Section("Where the array's cycles go", width)
        .note(
            "Of the cycles charged to each class, in %: used = MACs at the peak rate (this is its"
                + " MAC utilization), edges = PEs without work, fill = fill, drain and weight load,"
                + " port = slow SRAM port, then waiting for DRAM, for the vector unit, for own"
                + " results. They add up to 100.")
        .table(table)
        .toString();
  }

  private static void row(Table table, String name, double macs, double cycles, CycleSplit split) {
    double[] parts = split.parts();
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    String[] cells = new String[parts.length + 3];
    cells[0] = name;
    cells[1] = share(macs);
    cells[2] = share(cycles);
    for (int i = 0; i < parts.length; i++) {
      cells[i + 3] = sum > 0 ? share(parts[i] / sum) : Units.NONE;
    }
    table.row(cells);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private String worst() {
    Table table =
        new Table(width - 2)
            .name("layer")
            .word("class")
            .number("lost cycles")
            .number("of run")
            .number("used")
            .word("mostly");
    double cycles = Math.max(1, result.totals().cycles());
    for (LayerRow row : WorstLayers.of(result.layers(), WORST)) {
      table.row(
          row.name(),
          row.opClass(),
          Units.exact(Math.round(WorstLayers.lost(row))),
          Units.percent(WorstLayers.lost(row) / cycles),
          Units.percent(row.macUtilization()),
          WorstLayers.why(row));
    }
    return new Section("The layers that lose most", width).table(table).toString();
  }
}
