package dev.npusim.viz.sweep;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.npusim.mapper.sweep.Constraint;
import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Monotonicity;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sensitivity;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.mapper.sweep.ZeroSpill;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/**
 * A sweep as the document {@code npusim.sweep/1}: its grid, every point with the digits of {@code
 * sweep.csv}, and what all of them say together. Written as it is made.
 */
public final class SweepJson {
  public static final String SCHEMA = "npusim.sweep/1";

  private final SweepReport report;
  private final SweepResult result;
  private final JsonGenerator json;

  private SweepJson(SweepReport report, JsonGenerator json) {
    this.report = report;
    this.result = report.result();
    this.json = json;
  }

  /** Does not close {@code out}. */
  public static void write(SweepReport report, Writer out) throws IOException {
    write(report, true, out);
  }

  /** Without the points, which {@code sweep.csv} has: how each of them can be run alone. */
  public static void writeAbout(SweepReport report, Writer out) throws IOException {
    write(report, false, out);
  }

  private static void write(SweepReport report, boolean withPoints, Writer out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .useDefaultPrettyPrinter()) {
      new SweepJson(report, json).write(withPoints);
    }
    out.write('\n');
  }

  private void write(boolean withPoints) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("version", report.toolVersion());
    json.writeStringField("title", report.title());
    json.writeStringField("command", report.commandLine());
    json.writeStringField("command_of_points", report.command());
    keys();
    words("objectives", result.objectives().stream().map(Metric::word).toList());
    words("constraints", result.constraints().stream().map(Constraint::text).toList());
    places("front", result.front());
    places("knees", result.knees());
    sensitivity();
    spill();
    monotonicity();
    if (withPoints) {
      points();
    }
    json.writeEndObject();
  }

  private void keys() throws IOException {
    json.writeArrayFieldStart("keys");
    for (int i = 0; i < result.grid().keys().size(); i++) {
      SweepKey key = result.grid().keys().get(i);
      json.writeStartObject();
      json.writeStringField("name", key.name());
      words("values", key.values());
      words("words", report.words().get(i));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void sensitivity() throws IOException {
    json.writeArrayFieldStart("sensitivity");
    for (Sensitivity row : Sensitivity.of(result, report.shown())) {
      json.writeStartObject();
      json.writeStringField("key", row.key());
      json.writeStringField("metric", row.metric().column());
      json.writeNumberField("groups", row.groups());
      number("spread", row.spread());
      number("elasticity", row.elasticity().orElse(Double.NaN));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void spill() throws IOException {
    json.writeArrayFieldStart("smallest_sram_without_spill");
    for (ZeroSpill row : ZeroSpill.of(result, report.sramKey())) {
      json.writeStartObject();
      json.writeStringField("others", row.others());
      if (row.size().isEmpty()) {
        json.writeNullField("size");
      } else {
        json.writeStringField("size", row.size());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void monotonicity() throws IOException {
    json.writeArrayFieldStart("more_costs_time");
    for (Monotonicity row : Monotonicity.of(result)) {
      json.writeStartObject();
      json.writeStringField("key", row.key());
      json.writeNumberField("pairs", row.pairs());
      json.writeNumberField("rises", row.rises());
      json.writeNumberField("largest_share", row.largest());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void points() throws IOException {
    Grid grid = result.grid();
    json.writeArrayFieldStart("points");
    for (Map.Entry<Long, Outcome> entry : result.outcomes().entrySet()) {
      SweepPoint point = grid.point(entry.getKey());
      Outcome outcome = entry.getValue();
      String broken = result.broken(outcome);
      json.writeStartObject();
      json.writeNumberField("point", entry.getKey());
      json.writeObjectFieldStart("values");
      for (int key = 0; key < grid.keys().size(); key++) {
        json.writeStringField(grid.keys().get(key).name(), grid.value(point, key));
      }
      json.writeEndObject();
      json.writeStringField("status", broken.isEmpty() ? outcome.status().word() : "excluded");
      json.writeStringField("reason", broken.isEmpty() ? outcome.reason() : broken);
      json.writeStringField("command", report.command(point));
      json.writeObjectFieldStart("figures");
      for (Map.Entry<Metric, String> figure : outcome.figures().entrySet()) {
        json.writeFieldName(figure.getKey().column());
        json.writeNumber(figure.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void words(String name, List<String> words) throws IOException {
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }

  private void places(String name, Iterable<Long> places) throws IOException {
    json.writeArrayFieldStart(name);
    for (long place : places) {
      json.writeNumber(place);
    }
    json.writeEndArray();
  }

  /** Null where there is none. */
  private void number(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
