package dev.npusim.viz.sweep;

import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Monotonicity;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sensitivity;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.mapper.sweep.ZeroSpill;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A sweep on a terminal. */
public final class SweepSummary {
  private static final int MOST_ROWS = 20;
  private static final int MOST_REASONS = 3;

  private final SweepReport report;
  private final SweepResult result;
  private final int columns;

  private SweepSummary(SweepReport report, int columns) {
    this.report = report;
    this.result = report.result();
    this.columns = columns;
  }

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(SweepReport report, int width) {
    return new SweepSummary(report, Math.max(60, width)).text();
  }

  private String text() {
    return (space().toString() + front() + sensitivity() + spill() + monotonicity()).stripTrailing()
        + "\n";
  }

  private Section space() {
    Section section = new Section("Sweep of " + report.title(), columns);
    report.facts().forEach(section::entry);
    for (int key : report.varied()) {
      SweepKey varied = result.grid().keys().get(key);
      section.entry(varied.name(), String.join(", ", varied.values()));
    }
    section.entry("points", SweepLines.points(report));
    Map<String, Long> reasons =
        result.outcomes().values().stream()
            .filter(outcome -> !outcome.isOk())
            .collect(
                Collectors.groupingBy(
                    outcome -> outcome.status().word() + ": " + outcome.reason(),
                    java.util.TreeMap::new,
                    Collectors.counting()));
    reasons.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_REASONS)
        .forEach(each -> section.entry(Text.count(each.getValue(), "point"), each.getKey()));
    return section;
  }

  private Section front() {
    String objectives =
        result.objectives().stream().map(Figures::name).collect(Collectors.joining(", "));
    Section section =
        new Section(
            "Pareto front of " + objectives + ": " + Text.count(result.front().size(), "point"),
            columns);
    if (result.front().isEmpty()) {
      return section.note("no point keeps all constraints");
    }
    Table table = new Table(columns - 2).number("point");
    Grid grid = result.grid();
    report.varied().forEach(key -> table.number(grid.keys().get(key).name()));
    result.objectives().forEach(metric -> table.number(metric.word()));
    table.word("");
    List<Long> places = new ArrayList<>(result.front());
    places.sort(
        Comparator.comparingDouble(
            place -> report.outcome(place).figure(result.objectives().get(0))));
    for (long place : shown(places)) {
      SweepPoint point = grid.point(place);
      List<String> cells = new ArrayList<>(List.of(Long.toString(place)));
      report.varied().forEach(key -> cells.add(grid.value(point, key)));
      Outcome outcome = report.outcome(place);
      result.objectives().forEach(m -> cells.add(Figures.text(m, outcome.figure(m))));
      cells.add(isKnee(place) ? "knee" : "");
      table.row(cells.toArray(String[]::new));
    }
    section.table(table);
    if (places.size() > MOST_ROWS) {
      section.note((places.size() - shown(places).size()) + " more in front.csv");
    }
    result.knees().forEach(place -> section.entry("knee", report.command(grid.point(place))));
    return section;
  }

  /** As many as a screen holds, and the knees. */
  private List<Long> shown(List<Long> places) {
    if (places.size() <= MOST_ROWS) {
      return places;
    }
    List<Long> shown = new ArrayList<>();
    for (int i = 0; i < MOST_ROWS; i++) {
      shown.add(places.get(i * (places.size() - 1) / (MOST_ROWS - 1)));
    }
    result.knees().stream().filter(knee -> !shown.contains(knee)).forEach(shown::add);
    shown.sort(Comparator.comparingInt(places::indexOf));
    return shown;
  }

  private boolean isKnee(long place) {
    return result.knees().contains(place);
  }

  private String sensitivity() {
    List<Metric> measures =
        report.shown().stream().filter(m -> m != Metric.SPILL).limit(4).toList();
    List<Sensitivity> rows = Sensitivity.of(result, measures);
    if (rows.isEmpty()) {
      return "";
    }
    Section section =
        new Section("Sensitivity: largest as a multiple of the smallest, all else equal", columns);
    Table table = new Table(columns - 2).name("key").number("groups");
    measures.forEach(metric -> table.number(metric.word()));
    for (int i = 0; i < rows.size(); i += measures.size()) {
      List<String> cells =
          new ArrayList<>(List.of(rows.get(i).key(), Integer.toString(rows.get(i).groups())));
      rows.subList(i, i + measures.size()).forEach(row -> cells.add(SweepLines.sensitivity(row)));
      table.row(cells.toArray(String[]::new));
    }
    return section
        .table(table)
        .note("In brackets: percent more of the figure for one percent more of the key, mean.")
        .toString();
  }

  private String spill() {
    List<ZeroSpill> rows = ZeroSpill.of(result, report.sramKey());
    if (rows.isEmpty()) {
      return "";
    }
    Section section = new Section("Smallest SRAM that spills nothing", columns);
    Map<String, Long> sizes =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    ZeroSpill::size, java.util.LinkedHashMap::new, Collectors.counting()));
    sizes.forEach(
        (size, count) ->
            section.entry(
                size.isEmpty() ? "none of these" : size,
                rows.size() == 1
                    ? rows.get(0).others()
                    : count + " of " + rows.size() + " combinations of the other keys"));
    return section.toString();
  }

  private String monotonicity() {
    List<Monotonicity> rows = Monotonicity.of(result);
    if (rows.isEmpty()) {
      return "";
    }
    Section section = new Section("Does more ever cost time?", columns);
    for (Monotonicity row : rows) {
      section.entry(row.key(), SweepLines.monotonicity(row));
    }
    return section.toString();
  }
}
