package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;

/**
 *
 *
 * <pre>
 * before: x ----------- mul -      after: x - silu -
 *           \ sigmoid /
 * </pre>
 */
public final class RaiseSilu implements RaisingRule {
  @Override
  public String name() {
    return "silu";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    if (!Patterns.isBinary(root, Binary.Function.MULTIPLY)) {
      return Optional.empty();
    }
    for (String gate : root.inputs()) {
      LogicalNode sigmoid = graph.producer(gate);
      String x = Patterns.other(root, gate);
      if (sigmoid != null
          && Patterns.isUnary(sigmoid, Unary.Function.SIGMOID)
          && sigmoid.input(0).equals(x)) {
        return Raised.of(
            root.with(new Unary(Unary.Function.SILU), List.of(x)), List.of(sigmoid, root));
      }
    }
    return Optional.empty();
  }
}
