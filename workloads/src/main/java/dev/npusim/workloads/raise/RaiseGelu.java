package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GELU by the error function (D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units", 2016), its
 * factors in any order and grouping.
 *
 * <pre>
 * before: x - div(sqrt 2) - erf - add(1) - mul(0.5) - mul -      after: x - gelu -
 *           \ ------------------------------------- /
 * </pre>
 */
public final class RaiseGelu implements RaisingRule {
  private static final double TOLERANCE = 1e-4;

  @Override
  public String name() {
    return "gelu";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    Product product = new Product(graph);
    if (!Patterns.isBinary(root, Binary.Function.MULTIPLY)
        || !product.collect(root, 0)
        || product.terms.size() != 2
        || Math.abs(product.factor - 0.5) > TOLERANCE) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      String x = product.terms.get(1 - i);
      LogicalNode plusOne = graph.producer(product.terms.get(i));
      LogicalNode erf = plusOne == null ? null : plusOneOf(graph, plusOne);
      Patterns.Scaled scaled =
          erf == null ? null : Patterns.scaled(graph, graph.producer(erf.input(0)));
      if (plusOne != null
          && erf != null
          && scaled != null
          && scaled.of().equals(x)
          && Math.abs(scaled.factor() - Math.sqrt(0.5)) < TOLERANCE) {
        List<LogicalNode> parts = new ArrayList<>(List.of(scaled.node(), erf, plusOne));
        parts.addAll(product.nodes);
        return Raised.of(root.with(new Unary(Unary.Function.GELU), List.of(x)), parts);
      }
    }
    return Optional.empty();
  }

  /** For {@code erf(..) + 1}: the erf. */
  private static @Nullable LogicalNode plusOneOf(LogicalGraph graph, LogicalNode node) {
    if (!Patterns.isBinary(node, Binary.Function.ADD)) {
      return null;
    }
    for (String one : node.inputs()) {
      LogicalNode erf = graph.producer(Patterns.other(node, one));
      if (Patterns.isScalar(graph, one, 1) && Patterns.isUnary(erf, Unary.Function.ERF)) {
        return erf;
      }
    }
    return null;
  }

  /** A product of nested multiplications: what is not a known scalar, and the scalars together. */
  private static final class Product {
    private static final int DEEPEST = 3;

    private final LogicalGraph graph;
    private final List<String> terms = new ArrayList<>();
    private final List<LogicalNode> nodes = new ArrayList<>();
    private double factor = 1;

    Product(LogicalGraph graph) {
      this.graph = graph;
    }

    boolean collect(LogicalNode multiplication, int depth) {
      if (depth >= DEEPEST) {
        return false;
      }
      for (String input : multiplication.inputs()) {
        Double scalar = Patterns.scalar(graph, input);
        LogicalNode producer = graph.producer(input);
        if (scalar != null) {
          factor *= scalar;
        } else if (producer != null && Patterns.isBinary(producer, Binary.Function.MULTIPLY)) {
          if (!collect(producer, depth + 1)) {
            return false;
          }
        } else {
          terms.add(input);
        }
      }
      nodes.add(multiplication);
      return true;
    }
  }
}
