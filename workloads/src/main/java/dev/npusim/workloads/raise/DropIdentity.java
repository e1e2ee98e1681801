package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic that changes nothing: a general formula with a number that happens to be neutral.
 *
 * <pre>
 * before: x - mul(1) -      after: x -
 * </pre>
 *
 * Also division by 1 and addition or subtraction of 0. Only single numbers: a vector of ones may be
 * the scale of a norm that was never trained, and counts as learned.
 */
public final class DropIdentity implements RaisingRule {
  @Override
  public String name() {
    return "identity";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    String x = unchanged(graph, root);
    return x != null && graph.literal(x) == null && graph.type(x).equals(graph.type(root.output()))
        ? new Replacement(graph, root).finish(x)
        : Optional.empty();
  }

  /** The operand that the node yields as it is, or null. */
  private static @Nullable String unchanged(LogicalGraph graph, LogicalNode node) {
    if (node.op() instanceof Unary unary) {
      return unary.equals(new Unary(Unary.Function.SCALE)) ? node.input(0) : null;
    }
    if (!(node.op() instanceof Binary binary)) {
      return null;
    }
    double neutral =
        switch (binary.function()) {
          case MULTIPLY, DIVIDE -> 1;
          case ADD, SUBTRACT -> 0;
          default -> Double.NaN;
        };
    boolean commutes =
        binary.function() == Binary.Function.MULTIPLY || binary.function() == Binary.Function.ADD;
    for (int index = commutes ? 0 : 1; index < 2; index++) {
      Double number = Patterns.scalar(graph, node.input(index));
      if (number != null && number == neutral) {
        return node.input(1 - index);
      }
    }
    return null;
  }
}
