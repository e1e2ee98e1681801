package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value divided by the root of its mean square along one axis: {@code x / sqrt(mean(x^2) +
 * epsilon)}.
 *
 * <pre>
 * x - square - reduce_mean - add(epsilon) - sqrt - div -
 *   \ ----------------------------------------- /
 * </pre>
 *
 * The division may be a multiplication by the reciprocal, and the root a power.
 */
record Standardized(String x, int axis, double epsilon) {

  /** What {@code root} standardizes; {@code x} must be the same value, or computed alike. */
  static Optional<Standardized> of(LogicalGraph graph, LogicalNode root) {
    if (Patterns.isBinary(root, Binary.Function.DIVIDE)) {
      return of(graph, root.input(0), rooted(graph, root.input(1), 0.5));
    }
    if (!Patterns.isBinary(root, Binary.Function.MULTIPLY)) {
      return Optional.empty();
    }
    for (String factor : root.inputs()) {
      Optional<Standardized> found =
          of(graph, Patterns.other(root, factor), reciprocalRooted(graph, factor));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Standardized> of(LogicalGraph graph, String x, @Nullable String sum) {
    LogicalNode node = sum == null ? null : graph.producer(sum);
    if (sum == null || node == null) {
      return Optional.empty();
    }
    double epsilon = 0;
    String variance = sum;
    if (Patterns.isBinary(node, Binary.Function.ADD)) {
      String addend = Patterns.literalOperand(graph, node);
      Double known = addend == null ? null : Patterns.scalar(graph, addend);
      if (addend == null || known == null) {
        return Optional.empty();
      }
      epsilon = Patterns.asWritten(known);
      variance = Patterns.other(node, addend);
    }
    Patterns.AlongAxis mean = Patterns.reduced(graph.producer(variance), Reduce.Function.MEAN);
    String squared = mean == null ? null : Patterns.squareOf(graph, mean.of());
    return mean != null && squared != null && isSame(graph, squared, x, 2)
        ? Optional.of(new Standardized(x, mean.axis(), epsilon))
        : Optional.empty();
  }

  /** One value, or two nodes that do the same to the same values: x less its mean twice. */
  private static boolean isSame(LogicalGraph graph, String a, String b, int depth) {
    LogicalNode first = graph.producer(a);
    LogicalNode second = graph.producer(b);
    if (a.equals(b) || first == null || second == null || depth == 0) {
      return a.equals(b);
    }
    boolean same =
        first.step().equals(second.step()) && first.inputs().size() == second.inputs().size();
    for (int i = 0; same && i < first.inputs().size(); i++) {
      same = isSame(graph, first.input(i), second.input(i), depth - 1);
    }
    return same;
  }

  /** What {@code value} is the square root of, or null. */
  private static @Nullable String rooted(LogicalGraph graph, String value, double exponent) {
    LogicalNode node = graph.producer(value);
    if (node == null || !(node.op() instanceof Unary unary)) {
      return null;
    }
    return switch (unary.function()) {
      case SQRT -> exponent == 0.5 ? node.input(0) : null;
      case POWER -> unary.alpha() == exponent ? node.input(0) : null;
      default -> null;
    };
  }

  /** What {@code value} is one over the square root of, or null. */
  private static @Nullable String reciprocalRooted(LogicalGraph graph, String value) {
    LogicalNode node = graph.producer(value);
    if (node == null) {
      return null;
    }
    if (Patterns.isUnary(node, Unary.Function.RECIPROCAL)) {
      return rooted(graph, node.input(0), 0.5);
    }
    Double one =
        Patterns.isBinary(node, Binary.Function.DIVIDE)
            ? Patterns.scalar(graph, node.input(0))
            : null;
    return one != null && one == 1 ? rooted(graph, node.input(1), 0.5) : rooted(graph, value, -0.5);
  }
}
