package dev.npusim.viz.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.viz.compare.Direction.Verdict;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.ResultJson;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The document {@code npusim.compare/1}; every number in full precision. */
public final class RunComparisonJson {
  public static final String SCHEMA = "npusim.compare/1";

  private RunComparisonJson() {}

  public static void write(RunComparison comparison, Writer out) throws IOException {
    out.write(
        JsonMapper.builder()
            .build()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(tree(comparison)));
    out.write('\n');
  }

  public static ObjectNode tree(RunComparison comparison) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
    ArrayNode runs = node.putArray("runs");
    for (ComparedRun run : comparison.runs()) {
      ObjectNode entry = runs.addObject();
      entry
          .put("label", run.label())
          .put("source", run.source())
          .put("model", run.result().workload().facts().name())
          .put("npu", run.npu().name())
          .put("precision", run.result().options().precision().toString());
      run.result()
          .marginal()
          .ifPresent(
              marginal ->
                  entry.set(
                      "marginal", ResultJson.marginal(marginal, run.result().totals().cycles())));
    }
    texts(node.putArray("notes"), comparison.notes());
    ArrayNode differences = node.putArray("differences");
    for (SettingDifference each : comparison.differences()) {
      texts(differences.addObject().put("key", each.key()).putArray("values"), each.values());
    }
    ArrayNode totals = node.putArray("totals");
    for (ComparedTotal total : comparison.totals()) {
      ObjectNode row = totals.addObject().put("name", total.metric().column());
      numbers(row.putArray("values"), total.values());
      deltas(row.putArray("deltas"), total.deltas());
    }
    node.put("layers_by", lower(comparison.figure()))
        .put("layers_figure", comparison.figure().total().column());
    ArrayNode layers = node.putArray("layers");
    for (ComparedLayer layer : comparison.layers()) {
      ObjectNode row = layers.addObject().put("name", layer.name());
      ArrayNode values = row.putArray("values");
      ArrayNode bounds = row.putArray("bounds");
      for (int run = 0; run < layer.rows().size(); run++) {
        Optional<LayerRow> each = layer.rows().get(run);
        values.add(each.isPresent() ? number(layer.values().get(run)) : number(Double.NaN));
        bounds.add(each.map(found -> lower(found.activity().bound())).orElse(null));
      }
      deltas(row.putArray("deltas"), layer.deltas());
    }
    return node;
  }

  private static void deltas(ArrayNode array, List<Delta> deltas) {
    for (Delta delta : deltas) {
      ObjectNode node = array.addObject();
      node.set("difference", number(delta.difference()));
      node.set("share", number(delta.share()));
      if (delta.verdict() == Verdict.NONE) {
        node.putNull("verdict");
      } else {
        node.put("verdict", lower(delta.verdict()));
      }
    }
  }

  /** Null for a number that does not exist. */
  private static JsonNode number(double value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return !Double.isFinite(value)
        ? nodes.nullNode()
        : value == Math.rint(value) && Math.abs(value) < 1L << 53
            ? nodes.numberNode((long) value)
            : nodes.numberNode(value);
  }

  private static void numbers(ArrayNode array, ImmutableDoubleArray values) {
    values.forEach(value -> array.add(number(value)));
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
