package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * Mish (D. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019).
 *
 * <pre>
 * before: x - softplus - tanh - mul -      after: x - mish -
 *           \ --------------- /
 * </pre>
 */
public final class RaiseMish implements RaisingRule {
  @Override
  public String name() {
    return "mish";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    if (!Patterns.isBinary(root, Binary.Function.MULTIPLY)) {
      return Optional.empty();
    }
    for (String gate : root.inputs()) {
      LogicalNode tanh = graph.producer(gate);
      LogicalNode softplus =
          tanh != null && Patterns.isUnary(tanh, Unary.Function.TANH)
              ? graph.producer(tanh.input(0))
              : null;
      if (softplus != null
          && Patterns.isUnary(softplus, Unary.Function.SOFTPLUS)
          && softplus.input(0).equals(Patterns.other(root, gate))) {
        return Raised.of(root, new Unary(Unary.Function.MISH), softplus.input(0));
      }
    }
    return Optional.empty();
  }
}
