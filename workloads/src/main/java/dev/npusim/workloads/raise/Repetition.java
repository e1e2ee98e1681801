package dev.npusim.workloads.raise;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Take;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import org.jspecify.annotations.Nullable;

/**
 * The repetition of a node's first operand along an axis: a value joined with itself, or picked by
 * known indices that run over all of it several times.
 *
 * @param inner whether each element is repeated in place ({@code aabb}), not all together ({@code
 *     abab})
 */
record Repetition(int axis, long times, boolean inner) {

  /** Null where the node does something else. */
  static @Nullable Repetition of(LogicalGraph graph, LogicalNode node) {
    if (node.op() instanceof Concat concat) {
      boolean same = node.inputs().stream().allMatch(node.input(0)::equals);
      return same ? new Repetition(concat.axis(), node.inputs().size(), false) : null;
    }
    Literal indices = node.op() instanceof Take ? graph.literal(node.input(1)) : null;
    ImmutableLongArray picks =
        indices == null || indices.dims().length() != 1 ? null : indices.integers();
    if (!(node.op() instanceof Take take) || picks == null) {
      return null;
    }
    long extent = graph.shape(node.input(0)).dim(take.axis());
    long times = picks.length() / extent;
    if (times * extent != picks.length()) {
      return null;
    }
    boolean inner = true;
    boolean outer = true;
    for (int i = 0; i < picks.length(); i++) {
      long pick = picks.get(i) < 0 ? picks.get(i) + extent : picks.get(i);
      inner &= pick == i / times;
      outer &= pick == i % extent;
    }
    return inner || outer ? new Repetition(take.axis(), times, inner) : null;
  }
}
