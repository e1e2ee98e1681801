package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;

/** Applies the rules one after the other, each over the whole graph once. */
public final class Raising {
  /** In the order they build on each other: a gate needs its GELU, for one. */
  public static final ImmutableList<RaisingRule> RULES =
      ImmutableList.of(
          new RaiseGroupNorm(),
          new RaiseSilu(),
          new RaiseGelu(),
          new RaiseGated(),
          new RaiseAttention(),
          new RaiseLinearBias());

  private Raising() {}

  /** Rewrites {@code graph}; what a raised node stands for is in its {@code sources}. */
  public static void apply(LogicalGraph graph) {
    apply(graph, RULES);
  }

  /** With only some of the rules, to see what each of them does. */
  public static void apply(LogicalGraph graph, List<RaisingRule> rules) {
    graph.removeDead();
    for (RaisingRule rule : rules) {
      for (LogicalNode node : graph.nodes()) {
        if (node.equals(graph.producer(node.output()))) {
          rule.match(graph, node).ifPresent(match -> graph.rewrite(node, gather(match)));
        }
      }
      graph.removeDead();
    }
  }

  /** The operation among the new nodes takes over the sources of all parts. */
  private static ImmutableList<LogicalNode> gather(RaisingRule.Raised match) {
    ImmutableList<Integer> sources =
        match.parts().stream()
            .flatMap(part -> part.sources().stream())
            .distinct()
            .sorted()
            .collect(ImmutableList.toImmutableList());
    return match.nodes().stream()
        .map(
            node ->
                node.op() == null
                    ? node.withSources(ImmutableList.of())
                    : node.withSources(sources))
        .collect(ImmutableList.toImmutableList());
  }
}
