package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What attention takes the softmax of: {@code softcap * tanh(scale * product / softcap) + masks},
 * or without a cap {@code scale * product + masks}.
 *
 * @param product of queries and keys
 * @param softcap 0 for none
 * @param factors tensors that multiply the product, one number per matrix
 */
record Scores(
    LogicalNode product,
    double scale,
    double softcap,
    ImmutableList<Mask> masks,
    ImmutableList<String> factors) {

  /** Looks back from {@code value}, which nothing but the softmax reads; empty if it is no such. */
  static Optional<Scores> of(LogicalGraph graph, String value) {
    return new Walk(graph, 1, 0, ImmutableList.of(), ImmutableList.of()).from(value);
  }

  /** On the way back: what is done to {@code scale} times the value we are at. */
  private record Walk(
      LogicalGraph graph,
      double scale,
      double softcap,
      ImmutableList<Mask> masks,
      ImmutableList<String> factors) {

    Optional<Scores> from(String value) {
      LogicalNode node = graph.producer(value);
      if (node == null || !Patterns.hasOneReader(graph, node)) {
        return Optional.empty();
      }
      if (node.op() instanceof MatMul) {
        double whole = softcap == 0 ? scale : scale * softcap;
        return Optional.of(new Scores(node, whole, softcap, masks, factors));
      }
      if (Patterns.isRegroup(node)) {
        boolean sameRows = graph.shape(node.input(0)).dim(-1) == graph.shape(node.output()).dim(-1);
        return sameRows ? from(node.input(0)) : Optional.empty();
      }
      Patterns.Scaled scaled = Patterns.scaled(graph, node);
      if (scaled != null) {
        return new Walk(graph, scale * scaled.factor(), softcap, masks, factors).from(scaled.of());
      }
      if (Patterns.isUnary(node, Unary.Function.TANH)) {
        boolean first = softcap == 0 && scale > 0 && factors.isEmpty();
        return first
            ? new Walk(graph, 1, scale, masks, factors).from(node.input(0))
            : Optional.empty();
      }
      return node.op() instanceof Select ? fromSelection(node) : fromBinary(node);
    }

    private Optional<Scores> fromSelection(LogicalNode node) {
      for (int kept = 1; kept <= 2; kept++) {
        Double fill = Mask.uniform(graph, node.input(3 - kept));
        if (fill != null && Mask.hides(fill * scale)) {
          Mask mask =
              new Mask(
                  kept == 1 ? Mask.Kind.KEEP : Mask.Kind.HIDE,
                  node.input(0),
                  1,
                  graph.shape(node.output()));
          return masked(mask, node.input(kept));
        }
      }
      return Optional.empty();
    }

    private Optional<Scores> fromBinary(LogicalNode node) {
      boolean sum = Patterns.isBinary(node, Binary.Function.ADD);
      if (!sum
          && !Patterns.isBinary(node, Binary.Function.MULTIPLY)
          && !Patterns.isBinary(node, Binary.Function.DIVIDE)) {
        return Optional.empty();
      }
      Shape shape = graph.shape(node.output());
      for (String next : node.inputs()) {
        String other = Patterns.other(node, next);
        if (graph.shape(next).equals(shape)) {
          Optional<Scores> found =
              sum
                  ? masked(new Mask(Mask.Kind.ADD, other, scale, shape), next)
                  : multiplied(node, next, other);
          if (found.isPresent()) {
            return found;
          }
        }
      }
      return Optional.empty();
    }

    /** A mask on what comes from {@code next}; it must not stand inside of the cap. */
    private Optional<Scores> masked(Mask mask, String next) {
      if (softcap != 0 || !factors.isEmpty()) {
        return Optional.empty();
      }
      ImmutableList<Mask> all = ImmutableList.<Mask>builder().add(mask).addAll(masks).build();
      return new Walk(graph, scale, softcap, all, factors).from(next);
    }

    /** A factor whose number is not known, or that differs from head to head. */
    private Optional<Scores> multiplied(LogicalNode node, String next, String factor) {
      Shape shape = graph.shape(factor);
      boolean perMatrix =
          Patterns.isBinary(node, Binary.Function.MULTIPLY)
              && (shape.rank() < 1 || shape.dim(-1) == 1)
              && (shape.rank() < 2 || shape.dim(-2) == 1);
      if (!perMatrix) {
        return Optional.empty();
      }
      ImmutableList<String> all =
          ImmutableList.<String>builder().add(factor).addAll(factors).build();
      return new Walk(graph, scale, softcap, masks, all).from(next);
    }
  }

  /** The value a guard against rows without any key protects, or null where it is no guard. */
  static @Nullable String guarded(LogicalGraph graph, LogicalNode node) {
    if (!(node.op() instanceof Select)) {
      return null;
    }
    LogicalNode test = graph.producer(node.input(0));
    Double zero = Mask.uniform(graph, node.input(1));
    boolean guard =
        test != null
            && Patterns.isUnary(test, Unary.Function.IS_NAN)
            && Patterns.hasOneReader(graph, test)
            && test.input(0).equals(node.input(2))
            && graph.readers(node.input(2)) == 2
            && zero != null
            && zero == 0;
    return guard ? node.input(2) : null;
  }
}
