package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.Expand;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Repetition in front of an operation that repeats its operands by itself.
 *
 * <pre>
 * before: a(1,N) - expand(M,N) - add -      after: a(1,N) - add -
 *         b(M,N) -------------- /                  b(M,N) - /
 * </pre>
 */
public final class ReadUnexpanded implements RaisingRule {
  @Override
  public String name() {
    return "unexpanded";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    if (!(root.op() instanceof Broadcasting)) {
      return Optional.empty();
    }
    List<String> operands = new ArrayList<>(root.inputs());
    for (int index = 0; index < operands.size(); index++) {
      LogicalNode expansion = graph.producer(operands.get(index));
      if (expansion != null && expansion.op() instanceof Expand) {
        String before = operands.set(index, expansion.input(0));
        if (!yields(graph, root, operands)) {
          operands.set(index, before);
        }
      }
    }
    return operands.equals(root.inputs())
        ? Optional.empty()
        : new Replacement(graph, root).finish(root.op(), operands);
  }

  private static boolean yields(LogicalGraph graph, LogicalNode root, List<String> operands) {
    ImmutableList<TensorType> types =
        operands.stream().map(graph::type).collect(ImmutableList.toImmutableList());
    return Broadcasting.join(types).shape().equals(graph.shape(root.output()));
  }
}
