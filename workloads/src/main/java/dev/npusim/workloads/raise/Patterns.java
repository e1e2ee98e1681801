package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import org.jspecify.annotations.Nullable;

/** Questions that rules ask about nodes. */
final class Patterns {
  /** Exporters round constants to single precision, some models write them with few digits. */
  private static final double TOLERANCE = 1e-4;

  private Patterns() {}

  static boolean isBinary(@Nullable LogicalNode node, Binary.Function function) {
    return node != null && node.op() instanceof Binary binary && binary.function() == function;
  }

  static boolean isUnary(@Nullable LogicalNode node, Unary.Function function) {
    return node != null && node.op() instanceof Unary unary && unary.function() == function;
  }

  static boolean isRegroup(@Nullable LogicalNode node) {
    return node != null && node.step() instanceof Step.Regroup;
  }

  /** The operand of a commutative binary node that is not {@code one}. */
  static String other(LogicalNode binary, String one) {
    return binary.input(0).equals(one) ? binary.input(1) : binary.input(0);
  }

  /** The operand of a binary node that is a literal, or null. */
  static @Nullable String literalOperand(LogicalGraph graph, LogicalNode binary) {
    for (String input : binary.inputs()) {
      if (graph.literal(input) != null) {
        return input;
      }
    }
    return null;
  }

  /** The number {@code value} holds, or null where it is not a known scalar. */
  static @Nullable Double scalar(LogicalGraph graph, String value) {
    Literal literal = graph.literal(value);
    return literal == null ? null : literal.scalar();
  }

  /** True where {@code found} is {@code expected} but for rounding. */
  static boolean isClose(double found, double expected) {
    return Math.abs(found - expected) <= TOLERANCE * Math.abs(expected);
  }

  /** A number stored in single precision as it was written, not its expansion in binary. */
  static double asWritten(double number) {
    return (float) number == number ? Double.parseDouble(Float.toString((float) number)) : number;
  }

  /** True for reads of a value by one node only, and by no graph output. */
  static boolean hasOneReader(LogicalGraph graph, LogicalNode node) {
    return graph.readers(node.output()) == 1;
  }

  /**
   * The value that {@code value} is the square of, or null.
   *
   * <pre>
   * x - mul(x) -   or   x - pow(2) -
   * </pre>
   */
  static @Nullable String squareOf(LogicalGraph graph, String value) {
    LogicalNode node = graph.producer(value);
    if (isBinary(node, Binary.Function.MULTIPLY)
        && node != null
        && node.input(0).equals(node.input(1))) {
      return node.input(0);
    }
    boolean square =
        node != null
            && node.op() instanceof Unary unary
            && unary.function() == Unary.Function.POWER
            && unary.alpha() == 2;
    return square && node != null ? node.input(0) : null;
  }

  /**
   * For a reduction over exactly one axis that keeps it: what is reduced, and the axis; else null.
   */
  static @Nullable AlongAxis reduced(@Nullable LogicalNode node, Reduce.Function function) {
    return node != null
            && node.op() instanceof Reduce reduce
            && reduce.function() == function
            && reduce.axes().size() == 1
            && reduce.keepAxes()
        ? new AlongAxis(node.input(0), reduce.axes().get(0))
        : null;
  }

  /** A value and one of its axes. */
  record AlongAxis(String of, int axis) {}

  /**
   * For a multiplication or division of something by a known scalar: that something, with the
   * factor; else null.
   */
  static @Nullable Scaled scaled(LogicalGraph graph, @Nullable LogicalNode node) {
    if (node == null) {
      return null;
    }
    if (node.op() instanceof Unary unary) {
      return switch (unary.function()) {
        case NEGATE -> new Scaled(node.input(0), -1);
        case SCALE -> unary.beta() == 0 ? new Scaled(node.input(0), unary.alpha()) : null;
        default -> null;
      };
    }
    boolean product = isBinary(node, Binary.Function.MULTIPLY);
    if (!product && !isBinary(node, Binary.Function.DIVIDE)) {
      return null;
    }
    for (int index = product ? 0 : 1; index < 2; index++) {
      Double number = scalar(graph, node.input(index));
      String of = node.input(1 - index);
      if (number != null && graph.shape(of).equals(graph.shape(node.output()))) {
        return new Scaled(of, product ? number : 1 / number);
      }
    }
    return null;
  }

  /** {@code factor} times {@code of}. */
  record Scaled(String of, double factor) {}
}
