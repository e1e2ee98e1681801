package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group norm written as an instance norm over regrouped channels, then scale and shift per
 * channel.
 *
 * <pre>
 * before: x - reshape(N,G,..) - instance_norm(1, 0) - reshape(N,C,H,W) - mul(C) - add(C) -
 * after:  x - group_norm(G groups, scale C, shift C) -
 * </pre>
 *
 * The instance norm's own scale and shift must be known to be ones and zeros.
 */
public final class RaiseGroupNorm implements RaisingRule {
  @Override
  public String name() {
    return "group_norm";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    String shift = perChannel(graph, root, Binary.Function.ADD);
    LogicalNode product = shift == null ? null : graph.producer(Patterns.other(root, shift));
    String scale = product == null ? null : perChannel(graph, product, Binary.Function.MULTIPLY);
    if (shift == null || product == null || scale == null) {
      return Optional.empty();
    }
    LogicalNode back = graph.producer(Patterns.other(product, scale));
    LogicalNode norm = Patterns.isRegroup(back) ? graph.producer(input(back)) : null;
    if (norm == null || !isPlainInstanceNorm(graph, norm)) {
      return Optional.empty();
    }
    LogicalNode split = graph.producer(norm.input(0));
    if (back == null || !Patterns.isRegroup(split) || split == null) {
      return Optional.empty();
    }
    String x = split.input(0);
    Shape shape = graph.shape(x);
    Shape grouped = graph.shape(split.output());
    boolean fits =
        shape.equals(graph.shape(back.output()))
            && shape.dim(0) == grouped.dim(0)
            && shape.dim(1) % grouped.dim(1) == 0;
    if (!fits) {
      return Optional.empty();
    }
    double epsilon = norm.op() instanceof Normalization inner ? inner.epsilon() : 0;
    Normalization op = Normalization.group(Math.toIntExact(grouped.dim(1)), epsilon);
    return Raised.of(
        root.with(op, List.of(x, scale, shift)), List.of(split, norm, back, product, root));
  }

  private static String input(@Nullable LogicalNode node) {
    return node == null ? "" : node.input(0);
  }

  /** The literal of a binary node that has one number per channel of the result, or null. */
  private static @Nullable String perChannel(
      LogicalGraph graph, LogicalNode node, Binary.Function function) {
    if (!Patterns.isBinary(node, function)) {
      return null;
    }
    String value = Patterns.literalOperand(graph, node);
    Literal literal = value == null ? null : graph.literal(value);
    Shape shape = graph.shape(node.output());
    if (literal == null || shape.rank() < 3) {
      return null;
    }
    int axis = literal.dims().length() - (shape.rank() - 1);
    boolean oneEach =
        axis >= 0
            && axis <= 1
            && literal.elements() == shape.dim(1)
            && literal.dims().get(axis) == shape.dim(1);
    return oneEach ? value : null;
  }

  private static boolean isPlainInstanceNorm(LogicalGraph graph, LogicalNode node) {
    if (!(node.op() instanceof Normalization norm)
        || norm.kindOf() != Normalization.Kind.INSTANCE
        || node.inputs().size() != 3) {
      return false;
    }
    Literal scale = graph.literal(node.input(1));
    Literal shift = graph.literal(node.input(2));
    return scale != null && shift != null && scale.isFilledWith(1) && shift.isFilledWith(0);
  }
}
