package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A function of one value as activation functions are written: outer(x, f(inner(x))) with
 * polynomials inside and outside.
 *
 * @param x what it is a function of
 * @param f the function in the middle
 * @param inner what f is taken of
 * @param outer what is made of x and f
 */
record Composition(String x, Unary f, Polynomial inner, Polynomial outer) {
  /** How far the function in the middle may be from the end, and x from it. */
  private static final int MOST_NODES = 32;

  /** Every way to see a composition around a {@code function} that {@code root} ends. */
  static Stream<Composition> of(LogicalGraph graph, LogicalNode root, Unary.Function function) {
    Stream.Builder<Composition> found = Stream.builder();
    for (String middle : arithmetic(graph, root.output())) {
      LogicalNode f = graph.producer(middle);
      if (f != null && f.op() instanceof Unary unary && unary.function() == function) {
        for (String x : arithmetic(graph, f.input(0))) {
          Polynomial inner = Polynomial.of(graph, f.input(0), x, "");
          Polynomial outer =
              inner == null ? null : Polynomial.of(graph, root.output(), x, f.output());
          if (inner != null && outer != null && graph.shape(x).equals(graph.shape(root.output()))) {
            found.add(new Composition(x, unary, inner, outer));
          }
        }
      }
    }
    return found.build();
  }

  /** {@code value} and what leads to it through arithmetic only, nearest first. */
  private static List<String> arithmetic(LogicalGraph graph, String value) {
    Set<String> seen = new LinkedHashSet<>(List.of(value));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty() && seen.size() < MOST_NODES) {
      LogicalNode node = graph.producer(open.remove());
      if (node != null && isArithmetic(node)) {
        for (String input : node.inputs()) {
          if (graph.literal(input) == null && seen.add(input)) {
            open.add(input);
          }
        }
      }
    }
    return new ArrayList<>(seen);
  }

  private static boolean isArithmetic(LogicalNode node) {
    if (node.op() instanceof Unary unary) {
      return switch (unary.function()) {
        case NEGATE, SCALE, POWER -> true;
        default -> false;
      };
    }
    return node.op() instanceof Binary binary
        && switch (binary.function()) {
          case ADD, SUBTRACT, MULTIPLY, DIVIDE -> true;
          default -> false;
        };
  }
}
