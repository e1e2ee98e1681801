package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.sweep.SweepReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What the charts of a sweep draw: five digits are enough for a screen. A point's place in the grid
 * says which value of each key it has.
 */
final class SweepData {
  /** Points of one page, so that it stays a file that can be sent; the front is always there. */
  static final int MOST_POINTS = 20_000;

  private static final MathContext DIGITS = new MathContext(5);
  private static final int LONGEST_REASON = 200;
  private static final int DOMINATED = 0;
  private static final int FRONT = 1;
  private static final int KNEE = 2;

  private SweepData() {}

  /** The points that are shown, by place. */
  static List<Long> shown(SweepResult result) {
    List<Long> places = new ArrayList<>(result.outcomes().keySet());
    int step = (places.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Long> shown = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      boolean front = result.front().contains(places.get(i));
      if (i % Math.max(1, step) == 0 || (front && result.front().size() <= MOST_POINTS / 2)) {
        shown.add(places.get(i));
      }
    }
    return shown;
  }

  static ObjectNode of(SweepReport report) {
    SweepResult result = report.result();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("command", report.command());
    ArrayNode keys = data.putArray("keys");
    for (int i = 0; i < result.grid().keys().size(); i++) {
      SweepKey key = result.grid().keys().get(i);
      ObjectNode node = keys.addObject().put("name", key.name());
      key.values().forEach(node.putArray("values")::add);
      report.words().get(i).forEach(node.putArray("words")::add);
    }
    ArrayNode measures = data.putArray("measures");
    for (Metric metric : report.shown()) {
      measures.addObject().put("name", Figures.name(metric)).put("column", metric.column());
    }
    ArrayNode objectives = data.putArray("objectives");
    result.objectives().forEach(objective -> objectives.add(report.shown().indexOf(objective)));
    int models = result.grid().indexOf(SweepKey.MODEL);
    data.put("models", models < 0 ? 1 : result.grid().keys().get(models).values().size());
    ArrayNode statuses = data.putArray("statuses");
    for (Outcome.Status status : Outcome.Status.values()) {
      statuses.add(status.word());
    }
    ArrayNode points = data.putArray("points");
    ObjectNode reasons = data.putObject("reasons");
    for (long place : shown(result)) {
      Outcome outcome = report.outcome(place);
      row(points.addArray(), report, place, outcome);
      if (!outcome.isOk()) {
        String reason = outcome.reason();
        reasons.put(
            Long.toString(place), reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
      }
    }
    return data;
  }

  private static void row(ArrayNode row, SweepReport report, long place, Outcome outcome) {
    SweepResult result = report.result();
    row.add(place);
    row.add(outcome.status().ordinal());
    row.add(
        result.knees().contains(place) ? KNEE : result.front().contains(place) ? FRONT : DOMINATED);
    if (outcome.isOk()) {
      for (Metric metric : report.shown()) {
        row.add(new BigDecimal(outcome.figure(metric)).round(DIGITS).stripTrailingZeros());
      }
    }
  }
}
