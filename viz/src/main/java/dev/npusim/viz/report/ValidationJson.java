package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.Errors;
import dev.npusim.npu.reference.RecordedErrors;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** Distances from references as JSON or CSV; errors are shares of the reference, 0.1 is 10 %. */
public final class ValidationJson {
  static final String SCHEMA = "npusim.validate/1";

  private ValidationJson() {}

  public static void write(ValidationReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    node.put("meets", report.meets());
    ArrayNode sets = node.putArray("sets");
    for (ValidationReport.Compared compared : report.sets()) {
      ObjectNode set = sets.addObject();
      set.put("name", compared.set().name()).put("title", compared.set().title());
      Json.put(set, "source", compared.set().source());
      Json.put(set, "assumptions", compared.set().assumptions());
      set.put("meets", compared.meets());
      ArrayNode quantities = set.putArray("quantities");
      compared.quantities().forEach(quantity -> quantities.add(quantity(quantity)));
    }
    ArrayNode worse = node.putArray("worse_than_recorded");
    for (RecordedErrors.Worse each : report.worse()) {
      ObjectNode entry = worse.addObject();
      entry.put("set", each.key().set()).put("quantity", each.key().quantity());
      entry.put("what", each.what());
      Json.put(entry, "recorded", each.recorded());
      if (!Double.isNaN(each.now())) {
        Json.put(entry, "now", each.now());
      }
    }
    out.append(node.toPrettyString()).append('\n');
  }

  private static ObjectNode quantity(ComparedQuantity quantity) {
    Errors errors = quantity.errors();
    ObjectNode node = Json.object();
    node.put("quantity", quantity.quantity())
        .put("unit", quantity.unit())
        .put("exact", quantity.exact());
    Json.put(node, "median_error", errors.median());
    Json.put(node, "p90_error", errors.p90());
    Json.put(node, "worst_error", errors.worst());
    quantity
        .bar()
        .ifPresent(
            bar ->
                node.putObject("bar")
                    .put("statistic", Json.lower(bar.statistic()))
                    .put("limit", bar.limit())
                    .put("reason", bar.reason())
                    .put("meets", quantity.meets()));
    ArrayNode cases = node.putArray("cases");
    quantity.cases().forEach(each -> cases.add(row(Json.object(), each)));
    return node;
  }

  /** One line per case of all sets. */
  public static void csv(ValidationReport report, Writer out) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (ValidationReport.Compared compared : report.sets()) {
      for (ComparedQuantity quantity : compared.quantities()) {
        for (ComparedQuantity.Case each : quantity.cases()) {
          ObjectNode row =
              Json.object()
                  .put("set", compared.set().name())
                  .put("quantity", quantity.quantity())
                  .put("unit", quantity.unit())
                  .put("judged", quantity.bar().isPresent());
          rows.add(row(row, each));
        }
      }
    }
    Csv.write(rows, out);
  }

  private static ObjectNode row(ObjectNode node, ComparedQuantity.Case each) {
    node.put("case", each.name());
    Json.put(node, "reference", each.reference());
    Json.put(node, "ours", each.ours());
    Json.put(node, "error", each.error());
    return node.put("cause", each.cause());
  }
}
