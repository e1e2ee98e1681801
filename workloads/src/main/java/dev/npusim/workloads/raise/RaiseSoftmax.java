package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * Softmax over one axis, with or without the subtraction of the maximum, which cancels.
 *
 * <pre>
 * before: x ------------ sub - exp - reduce_sum - div -      after: x - softmax -
 *           \ reduce_max /       \ ------------ /
 * </pre>
 */
public final class RaiseSoftmax implements RaisingRule {
  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode exp =
        Patterns.isBinary(root, Binary.Function.DIVIDE) ? graph.producer(root.input(0)) : null;
    Patterns.AlongAxis sum =
        exp == null ? null : Patterns.reduced(graph.producer(root.input(1)), Reduce.Function.SUM);
    if (exp == null
        || sum == null
        || !Patterns.isUnary(exp, Unary.Function.EXP)
        || !sum.of().equals(exp.output())) {
      return Optional.empty();
    }
    String x = withoutMaximum(graph, exp.input(0), sum.axis());
    return LastAxis.raise(graph, root, new Softmax(), x, sum.axis());
  }

  /** What {@code shifted} is less its maximum along {@code axis}; itself where that is not so. */
  static String withoutMaximum(LogicalGraph graph, String shifted, int axis) {
    LogicalNode difference = graph.producer(shifted);
    if (difference == null || !Patterns.isBinary(difference, Binary.Function.SUBTRACT)) {
      return shifted;
    }
    Patterns.AlongAxis maximum =
        Patterns.reduced(graph.producer(difference.input(1)), Reduce.Function.MAX);
    boolean own =
        maximum != null && maximum.axis() == axis && maximum.of().equals(difference.input(0));
    return own ? difference.input(0) : shifted;
  }
}
