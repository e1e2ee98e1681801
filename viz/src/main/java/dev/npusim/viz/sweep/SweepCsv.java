package dev.npusim.viz.sweep;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.viz.report.Csv;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * {@code sweep.csv} and {@code front.csv}: a row per point in the grid's order; the keys, what
 * became of it, every metric. RFC 4180 quoting, lines end with a line feed.
 */
public final class SweepCsv {
  private SweepCsv() {}

  public static void write(SweepResult result, Writer out) throws IOException {
    write(result, place -> true, out);
  }

  /** The points of the front alone. */
  public static void writeFront(SweepResult result, Writer out) throws IOException {
    write(result, result.front()::contains, out);
  }

  private static void write(SweepResult result, Predicate<Long> wanted, Writer out)
      throws IOException {
    Grid grid = result.grid();
    List<String> header = new ArrayList<>(List.of("point"));
    grid.keys().forEach(key -> header.add(key.column()));
    header.addAll(List.of("status", "reason", "front"));
    for (Metric metric : Metric.values()) {
      header.add(metric.column());
    }
    out.write(Csv.line(header));
    List<ImmutableList<String>> cells = grid.keys().stream().map(SweepKey::cells).toList();
    for (Map.Entry<Long, Outcome> entry : result.outcomes().entrySet()) {
      if (wanted.test(entry.getKey())) {
        out.write(Csv.line(row(result, cells, entry.getKey(), entry.getValue())));
      }
    }
  }

  private static List<String> row(
      SweepResult result, List<ImmutableList<String>> keys, long place, Outcome outcome) {
    SweepPoint point = result.grid().point(place);
    List<String> cells = new ArrayList<>(List.of(Long.toString(place)));
    for (int key = 0; key < keys.size(); key++) {
      cells.add(keys.get(key).get(point.positions().get(key)));
    }
    String broken = result.broken(outcome);
    cells.add(broken.isEmpty() ? outcome.status().word() : "excluded");
    cells.add(broken.isEmpty() ? outcome.reason() : broken);
    cells.add(result.front().contains(place) ? "1" : "0");
    for (Metric metric : Metric.values()) {
      cells.add(outcome.figures().getOrDefault(metric, ""));
    }
    return cells;
  }
}
