package dev.npusim.viz.terminal;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.compare.ComparedLayer;
import dev.npusim.viz.compare.ComparedRun;
import dev.npusim.viz.compare.ComparedTotal;
import dev.npusim.viz.compare.Delta;
import dev.npusim.viz.compare.Direction.Verdict;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.compare.SettingDifference;
import dev.npusim.viz.report.MarginalLines;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results side by side on a terminal. */
public final class RunComparisonSummary {
  /** Below it, differences are shown as shares only. */
  private static final int WIDE = 76;

  private final RunComparison comparison;
  private final int columns;
  private final int mostLayers;

  private RunComparisonSummary(RunComparison comparison, int columns, int mostLayers) {
    this.comparison = comparison;
    this.columns = columns;
    this.mostLayers = mostLayers;
  }

  /**
   * @param width characters per line; less than 60 is taken as 60
   * @param mostLayers rows of layers
   */
  public static String render(RunComparison comparison, int width, int mostLayers) {
    return new RunComparisonSummary(comparison, Math.max(60, width), mostLayers).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder(runs().toString()).append(differences());
    for (int run = 1; run < comparison.runs().size(); run++) {
      text.append(totals(run)).append(layers(run));
    }
    if (comparison.runs().stream().anyMatch(run -> !run.whatWouldHelp().isEmpty())) {
      text.append(help());
    }
    return text.toString().stripTrailing() + "\n";
  }

  private String label(int run) {
    return comparison.runs().get(run).label();
  }

  private Section runs() {
    Section section =
        new Section(comparison.runs().size() + " runs, each against the first", columns);
    for (ComparedRun run : comparison.runs()) {
      section.entry(run.label(), run.what() + "; " + run.source());
    }
    comparison.notes().forEach(section::note);
    return section;
  }

  private Section help() {
    Section section = new Section("What would help", columns).note(MarginalLines.NOTE);
    for (ComparedRun run : comparison.runs()) {
      section.entry(run.label(), run.whatWouldHelp().isEmpty() ? "not said" : run.whatWouldHelp());
    }
    return section;
  }

  private Section differences() {
    Section section = new Section("What differs before anything is run", columns);
    if (comparison.differences().isEmpty()) {
      return section.note("nothing: same model, options and chip");
    }
    Table table = new Table(columns - 2).key("key");
    comparison.runs().forEach(run -> table.name(run.label()));
    for (SettingDifference each : comparison.differences()) {
      List<String> cells = new ArrayList<>(List.of(each.key()));
      each.values().forEach(value -> cells.add(value.isEmpty() ? Units.NONE : value));
      table.row(cells.toArray(String[]::new));
    }
    return section.table(table);
  }

  private Table table(String what, int run) {
    Table table = new Table(columns - 2).name(what).number(label(0)).number(label(run));
    if (columns >= WIDE) {
      table.number(label(run) + " - " + label(0));
    }
    return table.number("change");
  }

  private List<String> cells(Metric metric, String name, String first, String value, Delta delta) {
    List<String> cells = new ArrayList<>(List.of(name, first, value));
    if (columns >= WIDE) {
      cells.add(Figures.difference(metric, delta.difference()));
    }
    cells.add(Figures.change(delta.share()));
    return cells;
  }

  private Section totals(int run) {
    Section section = new Section("Totals of " + label(run) + " against " + label(0), columns);
    Table table = table("figure", run).word("");
    for (ComparedTotal total : comparison.totals()) {
      if (!total.isNothing()) {
        Delta delta = total.deltas().get(run - 1);
        List<String> cells =
            cells(
                total.metric(),
                Figures.name(total.metric()),
                Figures.text(total.metric(), total.values().get(0)),
                Figures.text(total.metric(), total.values().get(run)),
                delta);
        cells.add(word(delta.verdict()));
        table.row(cells.toArray(String[]::new));
      }
    }
    return section.table(table);
  }

  private Section layers(int run) {
    Metric metric = comparison.figure().total();
    List<ComparedLayer> changed =
        comparison.layers().stream()
            .filter(layer -> layer.deltas().get(run - 1).difference() != 0)
            .toList();
    Section section =
        new Section(
            "Layers of "
                + label(run)
                + " against "
                + label(0)
                + " by "
                + Figures.name(metric)
                + ", largest change first",
            columns);
    Table table = table("layer", run).word("bound");
    List<ComparedLayer> shown = changed.subList(0, Math.min(mostLayers, changed.size()));
    for (ComparedLayer layer : shown) {
      List<String> cells =
          cells(
              metric,
              layer.name(),
              value(metric, layer, 0),
              value(metric, layer, run),
              layer.deltas().get(run - 1));
      cells.add(bound(layer, run));
      table.row(cells.toArray(String[]::new));
    }
    if (!shown.isEmpty()) {
      section.table(table);
    }
    section.note(account(changed, shown.size(), run));
    long apart =
        comparison.layers().stream().filter(layer -> layer.isIn(0) != layer.isIn(run)).count();
    if (apart > 0) {
      section.note(apart + " layers are in one of the two only; - stands for no such layer.");
    }
    return section;
  }

  /** How much of the total's change the shown layers are. */
  private String account(List<ComparedLayer> changed, int shown, int run) {
    Metric metric = comparison.figure().total();
    double sum =
        changed.subList(0, shown).stream()
            .mapToDouble(layer -> layer.deltas().get(run - 1).difference())
            .sum();
    double all = comparison.total(metric).deltas().get(run - 1).difference();
    return changed.isEmpty()
        ? "No layer differs."
        : shown
            + " of "
            + changed.size()
            + " layers that differ: "
            + Figures.difference(metric, sum)
            + " of "
            + Figures.difference(metric, all)
            + ".";
  }

  private static String value(Metric metric, ComparedLayer layer, int run) {
    return layer.isIn(run) ? Figures.text(metric, layer.values().get(run)) : Units.NONE;
  }

  private static String bound(ComparedLayer layer, int run) {
    String before = bound(layer.rows().get(0).map(row -> row.activity().bound().name()));
    String after = bound(layer.rows().get(run).map(row -> row.activity().bound().name()));
    return before.equals(after) ? before : before + " -> " + after;
  }

  private static String bound(Optional<String> name) {
    return name.map(text -> text.toLowerCase(Locale.ROOT)).orElse(Units.NONE);
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case BETTER -> "better";
      case WORSE -> "worse";
      case SAME, NONE -> "";
    };
  }
}
