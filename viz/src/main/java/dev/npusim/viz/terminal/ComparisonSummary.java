package dev.npusim.viz.terminal;

import dev.npusim.viz.report.Comparison;
import dev.npusim.viz.report.WorkloadFacts;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.List;
import java.util.Locale;

/** Two models side by side. */
final class ComparisonSummary {
  private ComparisonSummary() {}

  /**
   * @param title of the first of its two tables
   * @param columns characters per line
   */
  static String render(String title, Comparison comparison, int columns) {
    Section totals = new Section(title, columns);
    side(totals, comparison.labelA(), comparison.a().facts());
    side(totals, comparison.labelB(), comparison.b().facts());
    totals.entry("ratio", comparison.labelB() + " / " + comparison.labelA());
    totals.table(table("at " + comparison.a().precision(), comparison, comparison.rows(), columns));
    Section classes =
        new Section(comparison.labelA() + " and " + comparison.labelB() + " by operation", columns);
    classes.table(table("operation", comparison, comparison.classes(), columns));
    return totals.toString() + classes;
  }

  private static void side(Section section, String label, WorkloadFacts facts) {
    section.entry(label, facts.name() + ", " + facts.source());
  }

  private static Table table(
      String what, Comparison comparison, List<Comparison.Row> rows, int columns) {
    Table table =
        new Table(columns - 2)
            .name(what)
            .number(comparison.labelA())
            .number(comparison.labelB())
            .number("ratio");
    for (Comparison.Row row : rows) {
      table.row(
          row.label(),
          amount(row.unit(), row.a()),
          amount(row.unit(), row.b()),
          ratio(row.ratio()));
    }
    return table;
  }

  private static String amount(Comparison.Unit unit, long amount) {
    return unit == Comparison.Unit.BYTES ? Units.bytes(amount) : Units.count(amount);
  }

  private static String ratio(double ratio) {
    if (!Double.isFinite(ratio)) {
      return Units.NONE;
    }
    return String.format(Locale.ROOT, ratio < 0.01 && ratio > 0 ? "%.5f" : "%.3f", ratio);
  }
}
