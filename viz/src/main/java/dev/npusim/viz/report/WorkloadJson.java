package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.Precision;

/** The objects {@code workload} and {@code precision}. */
final class WorkloadJson {
  private WorkloadJson() {}

  static ObjectNode write(WorkloadFacts facts, long macs, long macsConvLinear) {
    ObjectNode node = Json.object();
    node.put("name", facts.name())
        .put("source", facts.source())
        .put("parameters", facts.parameters())
        .put("macs", macs)
        .put("macs_conv_linear", macsConvLinear)
        .put("nodes", facts.nodes());
    Json.put(node, "coverage", facts.coverage());
    Json.put(node, "notes", facts.notes());
    return node;
  }

  static ObjectNode write(Result.Workload workload) {
    ObjectNode node = write(workload.facts(), workload.macs(), workload.macsConvLinear());
    Precision precision = workload.precision();
    node.putObject("precision")
        .put("name", precision.toString())
        .put("weight_bits", precision.weightBits())
        .put("activation_bits", precision.activationBits())
        .put("mac_format", workload.macFormat())
        .put("weight_sparsity", precision.weights().isDense() ? "none" : "" + precision.weights())
        .put("zeros", precision.zeros());
    return node;
  }

  static Result.Workload read(JsonFields fields) {
    JsonFields precision = fields.child("precision");
    return new Result.Workload(
        new WorkloadFacts(
            fields.textAt("name"),
            fields.textAt("source"),
            fields.longAt("nodes"),
            fields.longAt("parameters"),
            fields.textsAt("coverage"),
            fields.textsAt("notes")),
        fields.longAt("macs"),
        fields.longAt("macs_conv_linear"),
        Precision.restore(precision.textAt("name")),
        precision.textAt("mac_format"));
  }
}
