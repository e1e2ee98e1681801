package dev.npusim.ir.pass;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Drops nodes whose results reach no graph output. One backward scan, O(nodes + reads).
 *
 * <pre>
 * before: x - a - b - (output)      after: x - a - b - (output)
 *             \ c
 * </pre>
 */
public final class RemoveDeadNodes implements Pass {
  /** Every result is read or is a graph output. */
  public static final Property EVERY_RESULT_IS_USED =
      Property.of("every result is used", RemoveDeadNodes::unused);

  @Override
  public String name() {
    return "remove-dead-nodes";
  }

  @Override
  public ImmutableList<Property> ensures() {
    return ImmutableList.of(EVERY_RESULT_IS_USED);
  }

  @Override
  public Graph apply(Graph graph) {
    Set<String> needed = new HashSet<>();
    graph.outputs().forEach(output -> needed.add(output.name()));
    List<Node> kept = new ArrayList<>();
    for (Node node : graph.nodes().reverse()) {
      if (node.outputs().stream().anyMatch(output -> needed.contains(output.name()))) {
        kept.add(node);
        node.inputs().forEach(input -> needed.add(input.name()));
      }
    }
    Collections.reverse(kept);
    return kept.size() == graph.nodes().size()
        ? graph
        : new Graph(graph.name(), graph.inputs(), graph.outputs(), kept);
  }

  private static Optional<String> unused(Graph graph) {
    for (Node node : graph.nodes()) {
      for (Value output : node.outputs()) {
        if (graph.consumerIndices(output).isEmpty() && !graph.isOutput(output)) {
          return Optional.of("nothing reads " + output.name() + " of node " + node.name());
        }
      }
    }
    return Optional.empty();
  }
}
