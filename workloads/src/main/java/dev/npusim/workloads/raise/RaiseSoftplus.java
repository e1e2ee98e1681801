package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * A smooth rectifier.
 *
 * <pre>
 * before: x - exp - add(1) - log -      after: x - softplus -
 * </pre>
 */
public final class RaiseSoftplus implements RaisingRule {
  @Override
  public String name() {
    return "softplus";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode sum =
        Patterns.isUnary(root, Unary.Function.LOG) ? graph.producer(root.input(0)) : null;
    return Optional.ofNullable(sum).stream()
        .flatMap(node -> Composition.of(graph, node, Unary.Function.EXP))
        .filter(found -> found.inner().is(0, 1))
        .filter(found -> found.outer().is(new double[] {1}, new double[] {1}))
        .findFirst()
        .flatMap(found -> Raised.of(root, new Unary(Unary.Function.SOFTPLUS), found.x()));
  }
}
