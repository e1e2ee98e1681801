package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import org.jspecify.annotations.Nullable;

/** Questions that rules ask about nodes. */
final class Patterns {
  /** Exporters round constants to single precision. */
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

  static boolean isScalar(LogicalGraph graph, String value, double expected) {
    Double found = scalar(graph, value);
    return found != null && Math.abs(found - expected) < TOLERANCE;
  }

  /**
   * For a multiplication or division of something by a known scalar: that something, with the
   * factor; else null.
   */
  static @Nullable Scaled scaled(LogicalGraph graph, @Nullable LogicalNode node) {
    if (node == null) {
      return null;
    }
    boolean product = isBinary(node, Binary.Function.MULTIPLY);
    Double first = product ? scalar(graph, node.input(0)) : null;
    if (first != null) {
      return new Scaled(node, node.input(1), first);
    }
    Double second = node.inputs().size() == 2 ? scalar(graph, node.input(1)) : null;
    if (second == null) {
      return null;
    }
    if (product) {
      return new Scaled(node, node.input(0), second);
    }
    return isBinary(node, Binary.Function.DIVIDE)
        ? new Scaled(node, node.input(0), 1 / second)
        : null;
  }

  /** {@code node} computes {@code factor} times {@code of}. */
  record Scaled(LogicalNode node, String of, double factor) {}
}
