package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gated linear unit over the two halves of one tensor (N. Shazeer, "GLU Variants Improve
 * Transformer", 2020).
 *
 * <pre>
 * before: x - slice(first half) ---------- mul -      after: x - gated(gelu) -
 *           \ slice(second half) - gelu -/
 * </pre>
 *
 * Also with the other gates of that paper, and with the gate first. Halves of two tensors are an
 * activation and a multiplication.
 */
public final class RaiseGated implements RaisingRule {
  @Override
  public String name() {
    return "gated";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    if (!Patterns.isBinary(root, Binary.Function.MULTIPLY)) {
      return Optional.empty();
    }
    for (String gateValue : root.inputs()) {
      LogicalNode gate = graph.producer(gateValue);
      Unary.Function function = gate == null ? null : gateFunction(gate);
      LogicalNode gated = gate == null ? null : graph.producer(gate.input(0));
      LogicalNode plain = graph.producer(Patterns.other(root, gateValue));
      if (function != null && gated != null && plain != null) {
        Optional<Boolean> gateSecond = halves(graph, plain, gated);
        if (gateSecond.isPresent()) {
          return Raised.of(root, new Gated(function, gateSecond.get()), plain.input(0));
        }
      }
    }
    return Optional.empty();
  }

  private static Unary.@Nullable Function gateFunction(LogicalNode node) {
    if (!(node.op() instanceof Unary unary) || !unary.equals(new Unary(unary.function()))) {
      return null;
    }
    return switch (unary.function()) {
      case GELU, GELU_TANH, QUICK_GELU, SILU, SIGMOID, RELU -> unary.function();
      default -> null;
    };
  }

  /** Whether {@code gate} is the second half, where both are the halves of one tensor. */
  private static Optional<Boolean> halves(LogicalGraph graph, LogicalNode plain, LogicalNode gate) {
    if (!(plain.op() instanceof Slice a)
        || !(gate.op() instanceof Slice b)
        || !plain.input(0).equals(gate.input(0))) {
      return Optional.empty();
    }
    Shape whole = graph.shape(plain.input(0));
    long half = whole.dim(-1) / 2;
    boolean fits =
        a.axis() == whole.rank() - 1
            && b.axis() == a.axis()
            && half * 2 == whole.dim(-1)
            && a.length() == half
            && b.length() == half
            && a.start() + b.start() == half
            && a.start() % half == 0;
    return fits ? Optional.of(b.start() == half) : Optional.empty();
  }
}
