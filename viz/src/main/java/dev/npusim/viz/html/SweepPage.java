package dev.npusim.viz.html;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Monotonicity;
import dev.npusim.mapper.sweep.Sensitivity;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.mapper.sweep.ZeroSpill;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.sweep.SweepLines;
import dev.npusim.viz.sweep.SweepReport;
import dev.npusim.viz.text.Text;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code report.html} of a sweep: one file that needs no network. */
public final class SweepPage {
  private static final int MOST_SPILL_ROWS = 50;

  private SweepPage() {}

  public static void write(SweepReport report, Writer out) throws IOException {
    SweepResult result = report.result();
    int shown = SweepData.shown(result).size();
    new Page("sweep.html", "sweep.js", SweepData.of(report), Page.ALL_CHARTS)
        .text("title", report.title())
        .text("version", report.toolVersion())
        .html("facts", Html.definitions(facts(report)))
        .html("sensitivity", sensitivity(report))
        .html("spill", spill(report))
        .html("monotonicity", monotonicity(result))
        .text(
            "shown",
            shown < result.outcomes().size()
                ? shown + " of " + result.outcomes().size() + " points; all are in sweep.csv"
                : "")
        .text("command", report.commandLine())
        .text("chip", report.chipYaml())
        .write(out);
  }

  private static Map<String, String> facts(SweepReport report) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("points", SweepLines.points(report));
    facts.put("Pareto front", Text.count(report.result().front().size(), "point"));
    report.varied().stream()
        .map(place -> report.result().grid().keys().get(place))
        .forEach(key -> facts.put(key.name(), values(key)));
    report.result().constraints().forEach(limit -> facts.put("constraint", limit.text()));
    facts.putAll(report.facts());
    return facts;
  }

  private static String values(SweepKey key) {
    return String.join(", ", key.values());
  }

  private static String sensitivity(SweepReport report) {
    List<Metric> measures =
        report.shown().stream().filter(metric -> metric != Metric.SPILL).toList();
    List<Sensitivity> all = Sensitivity.of(report.result(), measures);
    List<String> heads = new ArrayList<>(List.of("key"));
    measures.forEach(metric -> heads.add(Figures.name(metric)));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i += measures.size()) {
      List<String> cells = new ArrayList<>(List.of(all.get(i).key()));
      all.subList(i, i + measures.size()).forEach(row -> cells.add(SweepLines.sensitivity(row)));
      rows.add(cells);
    }
    return "<div class=\"scroll\" tabindex=\"0\">" + Html.table(1, heads, rows) + "</div>";
  }

  private static String spill(SweepReport report) {
    List<ZeroSpill> all = ZeroSpill.of(report.result(), report.sramKey());
    if (all.isEmpty()) {
      return "";
    }
    List<List<String>> rows =
        all.stream()
            .limit(MOST_SPILL_ROWS)
            .map(row -> List.of(row.others(), row.size().isEmpty() ? "none of these" : row.size()))
            .toList();
    return "<h2>Smallest SRAM that spills nothing</h2><div class=\"scroll\" tabindex=\"0\">"
        + Html.table(2, List.of("other keys", report.sramKey()), rows)
        + "</div>"
        + (all.size() > MOST_SPILL_ROWS
            ? "<p>" + (all.size() - MOST_SPILL_ROWS) + " more combinations</p>"
            : "");
  }

  private static String monotonicity(SweepResult result) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Monotonicity row : Monotonicity.of(result)) {
      lines.put(row.key(), SweepLines.monotonicity(row));
    }
    return lines.isEmpty() ? "" : "<h2>Does more ever cost time?</h2>" + Html.definitions(lines);
  }
}
