package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Linear;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * The bias of a linear layer.
 *
 * <pre>
 * before: x - linear(w) - add(b) -      after: x - linear(w, b) -
 * </pre>
 *
 * where b is known before the run, has one number per output feature, and nothing else reads the
 * product.
 */
public final class RaiseLinearBias implements RaisingRule {
  @Override
  public String name() {
    return "linear";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    String bias =
        Patterns.isBinary(root, Binary.Function.ADD) ? Patterns.literalOperand(graph, root) : null;
    Literal literal = bias == null ? null : graph.literal(bias);
    LogicalNode product = bias == null ? null : graph.producer(Patterns.other(root, bias));
    if (bias == null
        || literal == null
        || product == null
        || !(product.op() instanceof Linear)
        || product.inputs().size() != 2
        || graph.readers(product.output()) != 1
        || literal.dims().isEmpty()
        || literal.elements() != graph.shape(product.output()).dim(-1)
        || literal.dims().get(literal.dims().length() - 1) != literal.elements()) {
      return Optional.empty();
    }
    return Raised.of(root, new Linear(), product.input(0), product.input(1), bias);
  }
}
