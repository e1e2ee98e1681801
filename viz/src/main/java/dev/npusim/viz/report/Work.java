package dev.npusim.viz.report;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.ir.op.View;
import dev.npusim.ir.op.VisibleKeys;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What one layer, or several together, compute and store, by every counting convention.
 *
 * @param parameters learned numbers they read; a tensor that several of them read counts once
 * @param weightBytes of these parameters, group scales included
 * @param macs with the products of attention, full squares
 * @param macsConvLinear of convolutions and linear layers only
 * @param macsCausal as {@code macs}, but only for the keys that a causal mask leaves visible
 * @param laneOps elementary operations of the vector unit
 * @param softmaxLaneOps the same for the softmax inside attention, which {@code laneOps} leaves out
 * @param activationBytes of all results that are stored: views are not
 */
public record Work(
    int layers,
    long parameters,
    long weightBytes,
    long macs,
    long macsConvLinear,
    long macsCausal,
    long laneOps,
    long softmaxLaneOps,
    long activationBytes) {

  /** Of these nodes together, stored at {@code precision}. */
  public static Work of(Collection<Node> nodes, Precision precision) {
    Work sum = new Work(0, 0, 0, 0, 0, 0, 0, 0, 0);
    Set<Value> seen = new HashSet<>();
    for (Node node : nodes) {
      List<Value> fresh =
          node.inputs().stream()
              .filter(input -> input.kind() == Value.Kind.PARAMETER && seen.add(input))
              .toList();
      sum = sum.plus(of(node, fresh, precision));
    }
    return sum;
  }

  /** One for each key, in order of first appearance. */
  public static ImmutableMap<String, Work> by(
      Graph graph, Precision precision, Function<Node, String> key) {
    ImmutableMap.Builder<String, Work> map = ImmutableMap.builder();
    Multimaps.index(graph.nodes(), key::apply)
        .asMap()
        .forEach((name, nodes) -> map.put(name, of(nodes, precision)));
    return map.buildOrThrow();
  }

  private static Work of(Node node, List<Value> parameters, Precision precision) {
    long macs = node.macs();
    long causal = macs;
    long softmax = 0;
    if (node.op() instanceof Attention attention) {
      causal = VisibleKeys.macs(attention, node.types());
      LoopNest.Matrix scores = attention.loopNests(node.types()).get(0).asMatrix();
      softmax = scores.batch() * scores.m() * scores.n() * attention.scoreLaneOps();
    }
    return new Work(
        1,
        parameters.stream().mapToLong(Value::elements).sum(),
        parameters.stream().mapToLong(precision::bytes).sum(),
        macs,
        OpClass.isConvOrLinear(node) ? macs : 0,
        causal,
        node.laneOps(),
        softmax,
        node.op() instanceof View ? 0 : node.outputs().stream().mapToLong(precision::bytes).sum());
  }

  private Work plus(Work other) {
    return new Work(
        layers + other.layers,
        Math.addExact(parameters, other.parameters),
        Math.addExact(weightBytes, other.weightBytes),
        Math.addExact(macs, other.macs),
        Math.addExact(macsConvLinear, other.macsConvLinear),
        Math.addExact(macsCausal, other.macsCausal),
        Math.addExact(laneOps, other.laneOps),
        Math.addExact(softmaxLaneOps, other.softmaxLaneOps),
        Math.addExact(activationBytes, other.activationBytes));
  }

  /** All work of the vector unit: with the softmax inside attention. */
  public long vectorOps() {
    return Math.addExact(laneOps, softmaxLaneOps);
  }
}
