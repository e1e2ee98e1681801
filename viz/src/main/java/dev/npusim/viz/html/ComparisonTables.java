package dev.npusim.viz.html;

import com.google.common.collect.Iterables;
import dev.npusim.viz.report.Comparison;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Models side by side, each comparison a section of the page. */
final class ComparisonTables {
  private ComparisonTables() {}

  /** Nothing where nothing is compared. */
  static String of(InspectReport report) {
    return section("Prefill and decode", report.phases())
        + section("Two models side by side", report.against());
  }

  private static String section(String title, @Nullable Comparison comparison) {
    if (comparison == null) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    for (Comparison.Row row : Iterables.concat(comparison.rows(), comparison.classes())) {
      boolean bytes = row.unit() == Comparison.Unit.BYTES;
      rows.add(
          List.of(
              row.label(),
              bytes ? Units.bytes(row.a()) : Units.count(row.a()),
              bytes ? Units.bytes(row.b()) : Units.count(row.b()),
              ratio(row.ratio())));
    }
    String a = comparison.labelA();
    String b = comparison.labelB();
    return "<section><h2>"
        + title
        + "</h2><p>"
        + Html.escape(a + ": " + comparison.a().facts().source())
        + "<br>"
        + Html.escape(b + ": " + comparison.b().facts().source())
        + "</p><div class=\"scroll\" tabindex=\"0\">"
        + Html.table(1, List.of("quantity", a, b, b + " / " + a), rows)
        + "</div></section>";
  }

  private static String ratio(double ratio) {
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.4f", ratio) : Units.NONE;
  }
}
