package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.mapper.TensorDecision.Fusing;
import java.util.Optional;

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
    node.putObject("keep");
    Json.put(node.withObject("/keep"), "held_s", tensor.heldSeconds());
    Json.put(node.withObject("/keep"), "sram_byte_s", tensor.bytes() * tensor.heldSeconds());
    node.set("spill", cost(tensor.spill()));
    node.set("recompute", cost(tensor.recompute()));
    tensor.fuse().ifPresent(fuse -> node.set("fuse", fuse(fuse)));
    node.put("reason", tensor.reason());
    return node;
  }

  private static ObjectNode fuse(Fusing fuse) {
    ObjectNode node = Json.object().put("possible", fuse.isPossible());
    return fuse.isPossible()
        ? node.put("layers", fuse.layers())
            .put("tiles", fuse.tiles())
            .put("macs", fuse.macs())
            .put("macs_added", fuse.macsAdded())
            .put("sram_bytes", fuse.sramBytes())
            .put("dram_saved_bytes", fuse.savedBytes())
        : node.put("obstacle", fuse.obstacle());
  }

  private static Fusing readFuse(JsonFields fields) {
    return fields.booleanAt("possible")
        ? new Fusing(
            "",
            fields.intAt("layers"),
            fields.intAt("tiles"),
            fields.longAt("macs"),
            fields.longAt("macs_added"),
            fields.longAt("sram_bytes"),
            fields.longAt("dram_saved_bytes"))
        : Fusing.impossible(fields.textAt("obstacle"));
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
        fields.has("keep") ? fields.child("keep").doubleAt("held_s") : Double.NaN,
        readCost(fields.child("spill")),
        readCost(fields.child("recompute")),
        fields.has("fuse") ? Optional.of(readFuse(fields.child("fuse"))) : Optional.empty(),
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
