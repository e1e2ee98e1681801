package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;

/** A row of {@code tensors[]}. */
final class TensorJson {
  private TensorJson() {}

  static ObjectNode write(TensorDecision tensor) {
    ObjectNode node = Json.object();
    node.put("name", tensor.name())
        .put("producer", tensor.producer())
        .put("consumer", tensor.consumer())
        .put("bytes", tensor.bytes())
        .put("distance", tensor.distance())
        .put("kind", Json.lower(tensor.kind()))
        .put("decision", Json.lower(tensor.decision()))
        .put("kept_bytes", tensor.keptBytes())
        .put("spilled_bytes", tensor.spilledBytes())
        .put("recomputed_bytes", tensor.recomputedBytes())
        .put("fused_bytes", tensor.fusedBytes());
    Json.put(node, "macs_per_byte", tensor.macsPerByte());
    Json.put(node, "weight_bytes_reread_per_byte", tensor.weightBytesRereadPerByte());
    node.put("weight_bytes_reread", tensor.recomputeBytesReread());
    node.set("spill", cost(tensor.spill()));
    node.set("recompute", cost(tensor.recompute()));
    node.put("reason", tensor.reason());
    return node;
  }

  private static ObjectNode cost(Cost cost) {
    ObjectNode node = Json.object();
    Json.put(node, "time_s", cost.timeSeconds());
    Json.put(node, "exposed_time_s", cost.exposedSeconds());
    Json.put(node, "energy_j", cost.energyJ());
    node.put("dram_bytes", cost.dramBytes()).put("transient_bytes", cost.transientBytes());
    return node;
  }

  static TensorDecision read(JsonFields fields) {
    return new TensorDecision(
        fields.textAt("name"),
        fields.textAt("producer"),
        fields.textAt("consumer"),
        fields.enumAt("kind", TensorDecision.Kind.class),
        fields.longAt("bytes"),
        fields.intAt("distance"),
        fields.enumAt("decision", TensorDecision.Decision.class),
        fields.longAt("kept_bytes"),
        fields.longAt("spilled_bytes"),
        fields.longAt("recomputed_bytes"),
        fields.longAt("fused_bytes"),
        fields.doubleAt("macs_per_byte"),
        fields.doubleAt("weight_bytes_reread_per_byte"),
        fields.longAt("weight_bytes_reread"),
        readCost(fields.child("spill")),
        readCost(fields.child("recompute")),
        fields.textAt("reason"));
  }

  private static Cost readCost(JsonFields fields) {
    return new Cost(
        fields.doubleAt("time_s"),
        fields.doubleAt("exposed_time_s"),
        fields.doubleAt("energy_j"),
        fields.longAt("dram_bytes"),
        fields.longAt("transient_bytes"));
  }
}
