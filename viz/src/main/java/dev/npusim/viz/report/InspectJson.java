package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.RecurrentState;
import dev.npusim.ir.Value;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/** A model without hardware as JSON. */
public final class InspectJson {
  private InspectJson() {}

  public static void write(InspectReport report, Writer out) throws IOException {
    out.append(tree(report).toPrettyString()).append('\n');
  }

  /** The model; {@code phases} and {@code comparison} where there is something to compare. */
  public static ObjectNode tree(InspectReport report) {
    ObjectNode node = tree(report.model());
    if (report.phases() != null) {
      node.set("phases", ComparisonJson.tree(report.phases()));
    }
    if (report.against() != null) {
      node.set("comparison", ComparisonJson.tree(report.against()));
    }
    return node;
  }

  /**
   * {@code workload}, {@code layers}, {@code stages}, {@code blocks}, {@code classes}, {@code
   * curves}, {@code residuals}, {@code coverage}, for a decoder {@code kv_cache} and for a state
   * space model {@code recurrent_state}.
   */
  public static ObjectNode tree(ModelReport report) {
    ObjectNode node = Json.object();
    node.set("workload", workload(report));
    ArrayNode layers = node.putArray("layers");
    for (int id = 0; id < report.graph().nodes().size(); id++) {
      layers.add(layer(id, report));
    }
    works(node.putArray("stages"), report.stages());
    works(node.putArray("blocks"), report.blocks());
    works(node.putArray("classes"), report.classes());
    ArrayNode curves = node.putArray("curves");
    report.curves().forEach(curve -> curves.add(curve(report, curve)));
    ArrayNode residuals = node.putArray("residuals");
    report.residuals().forEach(residual -> residuals.add(residual(residual)));
    node.set("coverage", coverage(report));
    if (!report.kvCache().isEmpty()) {
      node.set("kv_cache", kvCache(report.kvCache(), report.precision()));
    }
    if (!report.recurrentState().isEmpty()) {
      node.set("recurrent_state", state(report.recurrentState(), report.precision()));
    }
    return node;
  }

  private static ObjectNode workload(ModelReport report) {
    Work total = report.total();
    ObjectNode workload = WorkloadJson.write(report.facts(), total.macs(), total.macsConvLinear());
    Precision precision = report.precision();
    workload
        .putObject("precision")
        .put("name", precision.toString())
        .put("weight_bits", precision.weightBits())
        .put("activation_bits", precision.activationBits());
    workload
        .put("macs_causal", total.macsCausal())
        .put("ops", 2 * total.macs())
        .put("lane_ops", total.laneOps())
        .put("softmax_lane_ops", total.softmaxLaneOps())
        .put("scan_ops", total.lanes().scan())
        .put("scan_skip_ops", total.lanes().scanSkip())
        .put("weight_bytes", total.weightBytes())
        .put("activation_bytes", total.activationBytes());
    return workload;
  }

  private static ObjectNode layer(int id, ModelReport report) {
    Node node = report.graph().nodes().get(id);
    Precision precision = report.precision();
    Work work = report.layers().get(id);
    ObjectNode layer = Json.object();
    layer
        .put("id", id)
        .put("name", node.name())
        .put("block", node.block())
        .put("op", node.op().kind())
        .put("op_class", OpClass.of(node))
        .put("parameters", work.parameters())
        .put("macs", node.macs())
        .put("lane_ops", node.laneOps());
    ArrayNode shape = layer.putArray("output_shape");
    Value result = Results.of(node);
    result.type().shape().dims().forEach(shape::add);
    return layer
        .put("output_bytes", precision.bytes(result))
        .put(
            "input_bytes",
            node.inputs().stream()
                .filter(input -> !input.isStatic())
                .distinct()
                .mapToLong(precision::bytes)
                .sum())
        .put("weight_bytes", work.weightBytes())
        .put("macs_conv_linear", work.macsConvLinear())
        .put("macs_causal", work.macsCausal())
        .put("ops", 2 * work.macs())
        .put("softmax_lane_ops", work.softmaxLaneOps())
        .put("stage", report.stage(id))
        .put("shared_parameters", work.learned().sharedParameters())
        .put("shared_weight_bytes", work.learned().sharedBytes())
        .put("activation_bytes", work.activationBytes())
        .put("scan_ops", work.lanes().scan())
        .put("scan_skip_ops", work.lanes().scanSkip());
  }

  /** A layer with its place on every curve: a row of {@code layers.csv}. */
  static ObjectNode row(int id, ModelReport report) {
    ObjectNode row = layer(id, report);
    for (ModelCurve curve : report.curves()) {
      row.put(curve.key(), curve.memory().amounts().get(id));
    }
    return row;
  }

  private static void works(ArrayNode array, Map<String, Work> works) {
    works.forEach((name, work) -> array.add(work(name, work)));
  }

  private static ObjectNode work(String name, Work work) {
    return Json.object()
        .put("name", name)
        .put("layers", work.layers())
        .put("parameters", work.parameters())
        .put("shared_parameters", work.learned().sharedParameters())
        .put("weight_bytes", work.weightBytes())
        .put("shared_weight_bytes", work.learned().sharedBytes())
        .put("macs", work.macs())
        .put("macs_conv_linear", work.macsConvLinear())
        .put("macs_causal", work.macsCausal())
        .put("ops", 2 * work.macs())
        .put("lane_ops", work.laneOps())
        .put("softmax_lane_ops", work.softmaxLaneOps())
        .put("scan_ops", work.lanes().scan())
        .put("scan_skip_ops", work.lanes().scanSkip())
        .put("activation_bytes", work.activationBytes());
  }

  private static ObjectNode curve(ModelReport report, ModelCurve curve) {
    MemoryCurve.Peak peak = curve.memory().peak();
    ObjectNode node = Json.object().put("name", Json.lower(curve.quantity()));
    if (curve.fusion() == null) {
      node.putNull("fusion");
    } else {
      node.put("fusion", Json.lower(curve.fusion()));
    }
    node.put("label", curve.label())
        .put("peak_bytes", peak.amount())
        .put("peak_layer", report.peakLayer(curve))
        .put("peak_layer_id", peak.position())
        .put("peak_operation", peak.operation())
        .put("operations", peak.operations())
        .put("peak_position", peak.share());
    ArrayNode bytes = node.putArray("bytes");
    ImmutableLongArray amounts = curve.memory().amounts();
    amounts.forEach(bytes::add);
    return node;
  }

  /** An element of {@code residuals}, a row of {@code residuals.csv}. */
  static ObjectNode residual(Residual residual) {
    ObjectNode node =
        Json.object()
            .put("name", residual.name())
            .put("producer", residual.producer())
            .put("consumer", residual.consumer())
            .put("kind", Json.lower(residual.kind()))
            .put("joined", residual.joined())
            .put("bytes", residual.bytes())
            .put("distance", residual.distance())
            .put("chain_layers", residual.chainLayers())
            .put("chain_macs", residual.chainMacs())
            .put("weight_bytes_reread", residual.rereadBytes());
    Json.put(node, "macs_per_byte", residual.macsPerByte());
    Json.put(node, "weight_bytes_reread_per_byte", residual.rereadPerByte());
    return node;
  }

  private static ObjectNode coverage(ModelReport report) {
    OperatorCoverage coverage = report.coverage();
    ObjectNode node = Json.object();
    ObjectNode fates = node.putObject("fates");
    coverage
        .fates()
        .forEach(
            (fate, ops) -> {
              ObjectNode counts = fates.putObject(fate);
              ops.forEach(counts::put);
            });
    ArrayNode approximated = node.putArray("approximated");
    for (OperatorCoverage.Approximation each : coverage.approximated()) {
      approximated
          .addObject()
          .put("op", each.op())
          .put("reason", each.reason())
          .put("nodes", each.nodes())
          .put("macs", each.macs())
          .put("mac_share", each.macShare())
          .put("lane_ops", each.laneOps())
          .put("lane_op_share", each.laneOpShare())
          .put("activation_bytes", each.activationBytes())
          .put("byte_share", each.byteShare());
    }
    ArrayNode nodes = node.putArray("nodes");
    for (SourceNode source : report.sources()) {
      nodes
          .addObject()
          .put("name", source.name())
          .put("op", source.op())
          .put("fate", source.fate())
          .put("target", source.target())
          .put("reason", source.reason());
    }
    return node;
  }

  private static ObjectNode state(RecurrentState state, Precision precision) {
    return Json.object()
        .put("bytes", state.bytes(precision))
        .put("recurrent_bytes", state.recurrentBytes(precision))
        .put("window_bytes", state.windowBytes(precision))
        .put("published_bytes", state.publishedBytes())
        .put("recurrent_elements", state.recurrentElements())
        .put("window_elements", state.windowElements());
  }

  private static ObjectNode kvCache(KvCache cache, Precision precision) {
    return Json.object()
        .put("bytes_per_token", cache.bytesPerToken(precision))
        .put("cached_tokens", cache.cachedTokens())
        .put("cached_bytes", cache.cachedBytes(precision))
        .put("tensors", cache.parts().size());
  }
}
