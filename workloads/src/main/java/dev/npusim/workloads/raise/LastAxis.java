package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Operation;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operations that run along the last axis, where a model means another one. */
final class LastAxis {
  private LastAxis() {}

  /** {@code op} of {@code x} along {@code axis}, in the place of {@code root}. */
  static Optional<RaisingRule.Raised> raise(
      LogicalGraph graph, LogicalNode root, Operation op, String x, int axis) {
    int rank = graph.shape(x).rank();
    if (axis == rank - 1) {
      return RaisingRule.Raised.of(root, op, x);
    }
    Replacement replacement = new Replacement(graph, root);
    String turned = replacement.transpose(x, moved(rank, axis, rank - 1));
    String result = replacement.main(op, List.of(turned));
    return replacement.finish(replacement.transpose(result, moved(rank, rank - 1, axis)));
  }

  /** All axes in order, but the one at {@code from} at {@code to}. */
  private static ImmutableList<Integer> moved(int rank, int from, int to) {
    List<Integer> axes =
        new ArrayList<>(IntStream.range(0, rank).filter(i -> i != from).boxed().toList());
    axes.add(to, from);
    return ImmutableList.copyOf(axes);
  }
}
