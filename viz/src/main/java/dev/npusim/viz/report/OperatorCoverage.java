package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the nodes of a source model.
 *
 * @param fates number of nodes by fate and operator, the most frequent fate and operator first
 * @param approximated what is costed by a formula alone, by operator and reason
 */
public record OperatorCoverage(
    ImmutableMap<String, ImmutableMap<String, Integer>> fates,
    ImmutableList<Approximation> approximated) {

  /**
   * Source nodes of one operator whose cost is a formula, and what it rests on.
   *
   * @param macs of the layers they became
   * @param macShare of all MACs of the model, 0 to 1
   * @param laneOps of these layers
   * @param laneOpShare of all work of the vector unit, 0 to 1
   * @param activationBytes that these layers store
   * @param byteShare of all bytes that the model's layers store, 0 to 1
   */
  public record Approximation(
      String op,
      String reason,
      int nodes,
      long macs,
      double macShare,
      long laneOps,
      double laneOpShare,
      long activationBytes,
      double byteShare) {
    /** In one sentence. */
    public String text() {
      return "approximated: "
          + nodes
          + " "
          + op
          + (reason.isEmpty() ? "" : ", " + reason)
          + "; "
          + Units.percent(macShare)
          + " of the MACs, "
          + Units.percent(laneOpShare)
          + " of the lane operations, "
          + Units.percent(byteShare)
          + " of the result bytes";
    }
  }

  /** Shares are those of the graph at a precision. */
  public static OperatorCoverage of(Graph graph, List<SourceNode> sources, Precision precision) {
    Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    Map<List<String>, List<SourceNode>> approximated = new LinkedHashMap<>();
    for (SourceNode source : sources) {
      counts
          .computeIfAbsent(source.fate(), fate -> new TreeMap<>())
          .merge(source.op(), 1, Integer::sum);
      if (source.fate().equals(SourceNode.APPROXIMATED)) {
        approximated
            .computeIfAbsent(List.of(source.op(), source.reason()), key -> new ArrayList<>())
            .add(source);
      }
    }
    Work total = Work.of(graph.nodes(), precision);
    Map<String, Node> layers = new HashMap<>();
    graph.nodes().forEach(node -> layers.put(node.name(), node));
    return new OperatorCoverage(
        mostFirst(counts),
        approximated.values().stream()
            .map(nodes -> approximation(nodes, layers, total, precision))
            .collect(ImmutableList.toImmutableList()));
  }

  private static Approximation approximation(
      List<SourceNode> sources, Map<String, Node> layers, Work total, Precision precision) {
    Collection<Node> targets =
        sources.stream()
            .map(SourceNode::target)
            .distinct()
            .filter(layers::containsKey)
            .map(layers::get)
            .toList();
    Work work = Work.of(targets, precision);
    return new Approximation(
        sources.get(0).op(),
        sources.get(0).reason(),
        sources.size(),
        work.macs(),
        share(work.macs(), total.macs()),
        work.vectorOps(),
        share(work.vectorOps(), total.vectorOps()),
        work.activationBytes(),
        share(work.activationBytes(), total.activationBytes()));
  }

  private static ImmutableMap<String, ImmutableMap<String, Integer>> mostFirst(
      Map<String, Map<String, Integer>> counts) {
    ImmutableMap.Builder<String, ImmutableMap<String, Integer>> fates = ImmutableMap.builder();
    counts.entrySet().stream()
        .sorted(Comparator.comparingInt(fate -> -sum(fate.getValue())))
        .forEach(
            fate -> {
              ImmutableMap.Builder<String, Integer> operators = ImmutableMap.builder();
              fate.getValue().entrySet().stream()
                  .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                  .forEach(operators::put);
              fates.put(fate.getKey(), operators.buildOrThrow());
            });
    return fates.buildOrThrow();
  }

  /** Nodes of all operators together. */
  public static int sum(Map<String, Integer> operators) {
    return operators.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * What a fate means, as in {@code 3 nodes without a reader, left out}; empty for an unknown one.
   */
  public static String meaning(String fate) {
    return switch (fate) {
      case "costed" -> "costed one by one";
      case "raised" -> "costed as part of a larger operation";
      case "view" -> "only another view of stored elements";
      case "constant" -> "constant, computed before the run";
      case "dead" -> "without a reader, left out";
      case SourceNode.APPROXIMATED -> "costed by a formula, not computed";
      default -> "";
    };
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
