package dev.npusim.workloads.raise;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Convolution;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;

/**
 * The bias of a convolution.
 *
 * <pre>
 * before: x - conv(w) - add(b) -      after: x - conv(w, b) -
 * </pre>
 *
 * where b is known before the run, has one number per output channel, and nothing else reads the
 * product.
 */
public final class RaiseConvolutionBias implements RaisingRule {
  @Override
  public String name() {
    return "convolution";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    String bias =
        Patterns.isBinary(root, Binary.Function.ADD) ? Patterns.literalOperand(graph, root) : null;
    Literal literal = bias == null ? null : graph.literal(bias);
    LogicalNode product = bias == null ? null : graph.producer(Patterns.other(root, bias));
    if (literal == null
        || product == null
        || !(product.op() instanceof Convolution)
        || product.inputs().size() != 2
        || !Patterns.hasOneReader(graph, product)
        || !Patterns.isPerChannel(literal, graph.shape(product.output()), 1)) {
      return Optional.empty();
    }
    Replacement replacement = new Replacement(graph, root);
    String flat = replacement.literal(literal.withDims(ImmutableLongArray.of(literal.elements())));
    return replacement.finish(product.op(), List.of(product.input(0), product.input(1), flat));
  }
}
