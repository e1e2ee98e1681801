package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Applies the rules one after the other, each over the whole graph once. */
public final class Raising {
  /** In the order they build on each other: a gate needs its GELU, for one. */
  public static final ImmutableList<RaisingRule> RULES =
      ImmutableList.of(
          new ReadUnexpanded(),
          new DropIdentity(),
          new TurnOuterProduct(),
          new RaiseGroupNorm(),
          new RaiseLayerNorm(),
          new RaiseRmsNorm(),
          new RaiseAffine(),
          new RaiseSilu(),
          new RaiseQuickGelu(),
          new RaiseGelu(),
          new RaiseGeluTanh(),
          new RaiseSoftplus(),
          new RaiseMish(),
          new RaiseHardSwish(),
          new RaiseHardSigmoid(),
          new RaiseGated(),
          new RaiseSoftmax(),
          new RaiseLogSoftmax(),
          new RaisePartialRope(),
          new RaiseRope(),
          new RaiseCache(),
          new RaiseAttention(),
          new RaiseLinearBias(),
          new RaiseConvolutionBias(),
          new RaiseBatchNorm(),
          new FoldBatchNorm(),
          new RaiseResize());

  /** The rules after which a graph holds other numbers than its file. */
  public static final ImmutableList<RaisingRule> FOLDING =
      RULES.stream()
          .filter(FoldBatchNorm.class::isInstance)
          .collect(ImmutableList.toImmutableList());

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
          rule.match(graph, node).ifPresent(match -> replace(graph, node, match));
        }
      }
    }
    graph.removeDead();
  }

  private static void keep(LogicalGraph graph, RaisingRule.Cache cache) {
    graph.keep(cache.past());
    graph.replaceOutput(cache.present(), cache.added());
  }

  /** The main one among the new nodes takes over the sources of all that nothing reads any more. */
  private static void replace(LogicalGraph graph, LogicalNode root, RaisingRule.Raised match) {
    match.literals().forEach(graph::addLiteral);
    graph.rewrite(match.nodes());
    match.cache().ifPresent(cache -> keep(graph, cache));
    ImmutableList<LogicalNode> absorbed = graph.removeUnread(root.inputs());
    LogicalNode main = graph.producer(match.main());
    if (main == null) {
      throw new IllegalStateException("nothing computes " + match.main());
    }
    Set<Integer> replaced = new HashSet<>();
    match.nodes().stream()
        .filter(node -> !node.output().equals(match.main()))
        .forEach(node -> replaced.addAll(node.sources()));
    ImmutableList<Integer> sources =
        Stream.concat(Stream.of(main), absorbed.stream())
            .flatMap(node -> node.sources().stream())
            .filter(source -> !replaced.contains(source))
            .distinct()
            .sorted()
            .collect(ImmutableList.toImmutableList());
    graph.rewrite(ImmutableList.of(main.withSources(sources)));
  }
}
