package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.chart.ComparedBars;
import dev.npusim.viz.compare.ComparedLayer;
import dev.npusim.viz.compare.ComparedRun;
import dev.npusim.viz.compare.ComparedTotal;
import dev.npusim.viz.compare.Delta;
import dev.npusim.viz.compare.Direction.Verdict;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.report.MarginalLines;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.text.Units;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code compare.html}: results side by side in one file that needs no network. */
public final class RunComparisonPage {
  /** Rows that a page draws at once without delay; all are in compare.csv. */
  private static final int MOST_ROWS = 1000;

  private RunComparisonPage() {}

  /**
   * @param version of the program that writes the page
   */
  public static void write(RunComparison comparison, String version, Writer out)
      throws IOException {
    int shown = Math.min(MOST_ROWS, comparison.layers().size());
    new Page("compare.html", "compare.js", data(comparison))
        .text("title", title(comparison))
        .text("version", version)
        .html("runs", runs(comparison))
        .html("notes", notes(comparison))
        .html("help", help(comparison))
        .html("settings", settings(comparison))
        .html("totals", totals(comparison))
        .text("figure", Figures.name(comparison.figure().total()))
        .text(
            "shown",
            shown < comparison.layers().size()
                ? shown + " of " + comparison.layers().size() + " layers; all are in compare.csv."
                : "")
        .html("layers", layers(comparison, shown))
        .write(out);
  }

  private static String title(RunComparison comparison) {
    return String.join(
        " vs. ", comparison.runs().stream().map(ComparedRun::what).distinct().limit(3).toList());
  }

  private static ObjectNode data(RunComparison comparison) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    var runs = data.putArray("runs");
    var letters = data.putArray("letters");
    for (ComparedRun run : comparison.runs().subList(1, comparison.runs().size())) {
      runs.add(run.label() + "  " + run.source());
      letters.add(run.label());
    }
    var colors = data.putArray("colors");
    ComparedBars.colors().forEach(colors::add);
    ComparedBars totals = ComparedBars.totals(comparison);
    ComparedBars layers = ComparedBars.layers(comparison);
    data.put("unit", layers.unit());
    groups(data, "totals", totals);
    groups(data, "layers", layers);
    return data;
  }

  private static void groups(ObjectNode data, String name, ComparedBars bars) {
    var array = data.putArray(name);
    for (ComparedBars.Group group : bars.groups()) {
      ObjectNode node = array.addObject().put("name", group.name());
      var values = node.putArray("values");
      var labels = node.putArray("labels");
      for (ComparedBars.Bar bar : group.bars()) {
        values.add(bar.value());
        labels.add(bar.label());
      }
    }
  }

  private static String runs(RunComparison comparison) {
    Map<String, String> runs = new LinkedHashMap<>();
    comparison.runs().forEach(run -> runs.put(run.label(), run.what() + "; " + run.source()));
    return Html.definitions(runs);
  }

  private static String help(RunComparison comparison) {
    Map<String, String> runs = new LinkedHashMap<>();
    comparison.runs().stream()
        .filter(run -> !run.whatWouldHelp().isEmpty())
        .forEach(run -> runs.put(run.label(), run.whatWouldHelp()));
    return runs.isEmpty()
        ? ""
        : "<section id=help><h2>What would help</h2><p>"
            + Html.escape(MarginalLines.NOTE)
            + "</p>"
            + Html.definitions(runs)
            + "</section>";
  }

  private static String notes(RunComparison comparison) {
    StringBuilder html = new StringBuilder();
    comparison
        .notes()
        .forEach(note -> html.append("<p class=bad>").append(Html.escape(note)).append("</p>"));
    return html.toString();
  }

  private static String settings(RunComparison comparison) {
    if (comparison.differences().isEmpty()) {
      return "<p>nothing: same model, options and chip</p>";
    }
    List<String> heads = new ArrayList<>(List.of("key"));
    comparison.runs().forEach(run -> heads.add(run.label()));
    List<List<String>> rows = new ArrayList<>();
    comparison
        .differences()
        .forEach(
            each -> {
              List<String> cells = new ArrayList<>(List.of(each.key()));
              each.values().forEach(value -> cells.add(value.isEmpty() ? Units.NONE : value));
              rows.add(cells);
            });
    return Html.table(heads.size(), heads, rows);
  }

  private static List<String> heads(RunComparison comparison, String what) {
    List<String> heads = new ArrayList<>(List.of(what));
    for (ComparedRun run : comparison.runs()) {
      heads.add(run.label());
      if (heads.size() > 2) {
        heads.add(run.label() + " - A");
        heads.add("change");
        heads.add("");
      }
    }
    return heads;
  }

  private static String totals(RunComparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedTotal total : comparison.totals()) {
      Metric metric = total.metric();
      List<String> cells = new ArrayList<>(List.of(Figures.name(metric)));
      cells.add(Figures.text(metric, total.values().get(0)));
      for (int run = 1; run < total.values().length(); run++) {
        Delta delta = total.deltas().get(run - 1);
        cells.add(Figures.text(metric, total.values().get(run)));
        change(cells, metric, delta);
        cells.add(
            delta.verdict() == Verdict.NONE ? "" : delta.verdict().name().toLowerCase(Locale.ROOT));
      }
      rows.add(cells);
    }
    return Html.table(1, heads(comparison, "figure"), rows);
  }

  private static String layers(RunComparison comparison, int shown) {
    Metric metric = comparison.figure().total();
    List<List<String>> rows = new ArrayList<>();
    for (ComparedLayer layer : comparison.layers().subList(0, shown)) {
      List<String> cells = new ArrayList<>(List.of(layer.name()));
      for (int run = 0; run < comparison.runs().size(); run++) {
        boolean isIn = layer.isIn(run);
        cells.add(isIn ? Figures.text(metric, layer.values().get(run)) : "not here");
        if (run > 0) {
          change(cells, metric, layer.deltas().get(run - 1));
          cells.add(
              layer
                  .rows()
                  .get(run)
                  .map(row -> row.activity().bound().name().toLowerCase(Locale.ROOT))
                  .orElse(""));
        }
      }
      rows.add(cells);
    }
    return Html.table(1, heads(comparison, "layer"), rows);
  }

  private static void change(List<String> cells, Metric metric, Delta delta) {
    cells.add(Figures.difference(metric, delta.difference()));
    cells.add(Figures.change(delta.share()));
  }
}
