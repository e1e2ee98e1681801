package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * A group norm written as an instance norm over regrouped channels.
 *
 * <pre>
 * before: x - reshape(N,G,..) - instance_norm(1, 0) - reshape(N,C,H,W) -
 * after:  x - group_norm(G groups) -
 * </pre>
 *
 * The instance norm's own scale and shift must be known to be ones and zeros; scale and shift of
 * the channels come with {@link RaiseAffine}.
 */
public final class RaiseGroupNorm implements RaisingRule {
  @Override
  public String name() {
    return "group_norm";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode norm = Patterns.isRegroup(root) ? graph.producer(root.input(0)) : null;
    if (norm == null
        || !(norm.op() instanceof Normalization inner)
        || !isPlainInstanceNorm(graph, norm, inner)) {
      return Optional.empty();
    }
    LogicalNode split = graph.producer(norm.input(0));
    if (split == null || !Patterns.isRegroup(split)) {
      return Optional.empty();
    }
    Shape shape = graph.shape(split.input(0));
    Shape grouped = graph.shape(split.output());
    boolean fits =
        shape.equals(graph.shape(root.output()))
            && shape.rank() >= 3
            && shape.dim(0) == grouped.dim(0)
            && shape.dim(1) % grouped.dim(1) == 0;
    return fits
        ? Raised.of(
            root,
            Normalization.group(Math.toIntExact(grouped.dim(1)), inner.epsilon()),
            split.input(0))
        : Optional.empty();
  }

  private static boolean isPlainInstanceNorm(
      LogicalGraph graph, LogicalNode node, Normalization norm) {
    if (norm.kindOf() != Normalization.Kind.INSTANCE || node.inputs().size() != 3) {
      return false;
    }
    Literal scale = graph.literal(node.input(1));
    Literal shift = graph.literal(node.input(2));
    return scale != null && shift != null && scale.isFilledWith(1) && shift.isFilledWith(0);
  }
}
