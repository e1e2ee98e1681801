package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;

/**
 * The logarithm of a softmax over one axis; the maximum cancels.
 *
 * <pre>
 * before: x ------------ sub - exp - reduce_sum - log - sub -
 *           \ reduce_max /   \ ---------------------- /
 * after:  x - reduce_log_sum_exp - sub -
 *           \ ------------------ /
 * </pre>
 */
public final class RaiseLogSoftmax implements RaisingRule {
  @Override
  public String name() {
    return "log_softmax";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode log =
        Patterns.isBinary(root, Binary.Function.SUBTRACT) ? graph.producer(root.input(1)) : null;
    if (log == null || !Patterns.isUnary(log, Unary.Function.LOG)) {
      return Optional.empty();
    }
    Patterns.AlongAxis sum = Patterns.reduced(graph.producer(log.input(0)), Reduce.Function.SUM);
    LogicalNode exp = sum == null ? null : graph.producer(sum.of());
    if (sum == null
        || exp == null
        || !Patterns.isUnary(exp, Unary.Function.EXP)
        || !exp.input(0).equals(root.input(0))) {
      return Optional.empty();
    }
    String x = RaiseSoftmax.withoutMaximum(graph, root.input(0), sum.axis());
    Replacement replacement = new Replacement(graph, root);
    Reduce logSumExp = new Reduce(Reduce.Function.LOG_SUM_EXP, ImmutableList.of(sum.axis()), true);
    String norm = replacement.apply(logSumExp, x);
    return replacement.finish(new Binary(Binary.Function.SUBTRACT), List.of(x, norm));
  }
}
