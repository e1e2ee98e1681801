package dev.npusim.viz.report;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Work of some nodes of a model.
 *
 * @param macs with attention
 * @param activationBytes of all outputs but views, at a precision
 */
public record BlockSummary(
    String name,
    int layers,
    long parameters,
    long macs,
    long macsConvLinear,
    long laneOps,
    long activationBytes) {

  /** One per key, in order of first appearance. */
  public static List<BlockSummary> by(
      Graph graph, Precision precision, Function<Node, String> key) {
    Map<String, BlockSummary> sums = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      BlockSummary one = of(key.apply(node), node, precision);
      sums.merge(one.name(), one, BlockSummary::plus);
    }
    return new ArrayList<>(sums.values());
  }

  private static BlockSummary of(String name, Node node, Precision precision) {
    boolean view = node.op() instanceof View;
    return new BlockSummary(
        name,
        1,
        node.parameters(),
        node.macs(),
        OpClass.isConvOrLinear(node) ? node.macs() : 0,
        node.laneOps(),
        view ? 0 : precision.bytes(node.output()));
  }

  private BlockSummary plus(BlockSummary other) {
    return new BlockSummary(
        name,
        layers + other.layers,
        parameters + other.parameters,
        macs + other.macs,
        macsConvLinear + other.macsConvLinear,
        laneOps + other.laneOps,
        activationBytes + other.activationBytes);
  }
}
