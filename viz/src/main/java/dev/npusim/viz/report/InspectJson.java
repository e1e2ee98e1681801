package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.AttentionMacs;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;

/** A model without hardware as JSON: {@code workload} and {@code layers}. */
public final class InspectJson {
  private InspectJson() {}

  /**
   * @param precision at which {@code output_bytes} are stated
   */
  public static ObjectNode tree(Graph graph, WorkloadFacts facts, Precision precision) {
    ObjectNode node = Json.object();
    ObjectNode workload =
        WorkloadJson.write(facts, graph.macs(), ResultAssembly.macsConvLinear(graph));
    AttentionMacs attention = AttentionMacs.of(graph);
    workload
        .putObject("attention_macs")
        .put("full_square", attention.fullSquare())
        .put("causal", attention.causal());
    workload
        .putObject("precision")
        .put("name", precision.toString())
        .put("weight_bits", precision.weightBits())
        .put("activation_bits", precision.activationBits());
    node.set("workload", workload);
    ArrayNode layers = node.putArray("layers");
    for (int id = 0; id < graph.nodes().size(); id++) {
      layers.add(layer(id, graph.nodes().get(id), precision));
    }
    return node;
  }

  private static ObjectNode layer(int id, Node node, Precision precision) {
    ObjectNode layer = Json.object();
    layer
        .put("id", id)
        .put("name", node.name())
        .put("block", node.block())
        .put("op", node.op().kind())
        .put("op_class", OpClass.of(node))
        .put("parameters", node.parameters())
        .put("macs", node.macs())
        .put("lane_ops", node.laneOps());
    ArrayNode shape = layer.putArray("output_shape");
    node.output().type().shape().dims().forEach(shape::add);
    return layer.put("output_bytes", precision.bytes(node.output()));
  }
}
