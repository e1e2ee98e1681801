package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import dev.npusim.ir.op.VisibleKeys;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What one layer, or several together, compute and store, by every counting convention.
 *
 * @param learned what they read of the model's parameters
 * @param macs with the products of attention, full squares
 * @param macsConvLinear of convolutions and linear layers only
 * @param macsCausal as {@code macs}, but only for the keys that a causal mask leaves visible
 * @param activationBytes of all results that are stored: views are not, nor are states that are
 *     kept for the next run
 */
public record Work(
    int layers,
    Learned learned,
    long macs,
    long macsConvLinear,
    long macsCausal,
    LaneOps lanes,
    long activationBytes) {
  static final Work NOTHING = new Work(0, Learned.NONE, 0, 0, 0, LaneOps.NONE, 0);

  /** Of these nodes together, stored at {@code precision}. */
  public static Work of(Collection<Node> nodes, Precision precision) {
    return of(nodes, precision, new Learned.Met());
  }

  /** One for each node; what an earlier one reads already is shared. */
  public static ImmutableList<Work> each(List<Node> nodes, Precision precision) {
    Learned.Met earlier = new Learned.Met();
    return nodes.stream()
        .map(node -> of(List.of(node), precision, earlier))
        .collect(ImmutableList.toImmutableList());
  }

  /** One for each key, in order of first appearance; what an earlier one reads is shared. */
  public static ImmutableMap<String, Work> by(
      Graph graph, Precision precision, Function<Node, String> key) {
    ImmutableMap.Builder<String, Work> map = ImmutableMap.builder();
    Learned.Met earlier = new Learned.Met();
    Multimaps.index(graph.nodes(), key::apply)
        .asMap()
        .forEach((name, nodes) -> map.put(name, of(nodes, precision, earlier)));
    return map.buildOrThrow();
  }

  private static Work of(Collection<Node> nodes, Precision precision, Learned.Met earlier) {
    Work sum = new Work(0, Learned.of(nodes, precision, earlier), 0, 0, 0, LaneOps.NONE, 0);
    for (Node node : nodes) {
      sum = sum.plus(of(node, precision));
    }
    return sum;
  }

  /** Without what it reads. */
  private static Work of(Node node, Precision precision) {
    long macs = node.macs();
    long causal =
        node.op() instanceof Attention attention ? VisibleKeys.macs(attention, node.types()) : macs;
    return new Work(
        1,
        Learned.NONE,
        macs,
        OpClass.isConvOrLinear(node) ? macs : 0,
        causal,
        LaneOps.of(node),
        node.op() instanceof View ? 0 : precision.bytes(Results.of(node)));
  }

  /** Of groups that share nothing but what the other counts as shared. */
  public Work plus(Work other) {
    return new Work(
        layers + other.layers,
        learned.plus(other.learned),
        Math.addExact(macs, other.macs),
        Math.addExact(macsConvLinear, other.macsConvLinear),
        Math.addExact(macsCausal, other.macsCausal),
        lanes.plus(other.lanes),
        Math.addExact(activationBytes, other.activationBytes));
  }

  /** Learned numbers read; a tensor that several of these layers read counts once. */
  public long parameters() {
    return learned.parameters();
  }

  /** Learned numbers that no earlier group reads: these add up to the model's. */
  public long ownParameters() {
    return learned.parameters() - learned.sharedParameters();
  }

  /** Of the learned tensors read, group scales included. */
  public long weightBytes() {
    return learned.bytes();
  }

  /** Elementary operations of the vector unit, without the softmax inside attention. */
  public long laneOps() {
    return lanes.nodes();
  }

  public long softmaxLaneOps() {
    return lanes.softmax();
  }

  /** All work of the vector unit: with the softmax inside attention. */
  public long vectorOps() {
    return Math.addExact(lanes.nodes(), lanes.softmax());
  }
}
