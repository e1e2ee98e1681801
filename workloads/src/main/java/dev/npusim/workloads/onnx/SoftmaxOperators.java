package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Softmax;
import java.util.function.UnaryOperator;

/** Softmax and its relatives: over one axis, before operator set 13 over all from an axis on. */
final class SoftmaxOperators {
  /** Makes something of the last axis. */
  private interface LastAxis {
    String apply(Steps steps, String x);
  }

  private SoftmaxOperators() {}

  static void register(OperatorTable all) {
    add(all, "Softmax", "5 lane operations per element", SoftmaxOperators::softmax);
    add(
        all,
        "LogSoftmax",
        "3 lane operations per element: log-sum-exp and a subtraction",
        SoftmaxOperators::logSoftmax);
    add(
        all,
        "Hardmax",
        "3 lane operations per element: position of the maximum, comparison, cast",
        SoftmaxOperators::hardmax);
  }

  private static void add(OperatorTable all, String name, String how, LastAxis function) {
    all.vector(
        name,
        1,
        how,
        (node, to) -> {
          Steps steps = to.steps(node);
          UnaryOperator<String> onLast = x -> function.apply(steps, x);
          steps.result(
              to.opset() < 13 ? flattened(node, steps, onLast) : overAxis(node, steps, onLast));
        });
  }

  /** Another axis is brought last first and back afterwards. */
  private static String overAxis(SourceNode node, Steps steps, UnaryOperator<String> onLast) {
    String x = steps.operand(0);
    int rank = steps.rank(x);
    if (rank == 0) {
      return onLast.apply(x);
    }
    int axis = Translation.axis(node.integer("axis", -1), rank);
    return steps.swap(onLast.apply(steps.swap(x, axis, rank - 1)), axis, rank - 1);
  }

  private static String flattened(SourceNode node, Steps steps, UnaryOperator<String> onLast) {
    String x = steps.operand(0);
    int rank = steps.rank(x);
    return from(
        steps, x, Translation.axis(node.integer("axis", Math.min(1, rank - 1)), rank), onLast);
  }

  /** Softmax over {@code axis} and all behind it together. */
  static String softmaxFrom(Steps steps, String x, int axis) {
    return from(steps, x, axis, flat -> softmax(steps, flat));
  }

  private static String from(Steps steps, String x, int axis, UnaryOperator<String> onLast) {
    Shape shape = steps.shape(x);
    if (axis == shape.rank() - 1) {
      return onLast.apply(x);
    }
    String rows = steps.regroup(x, shape.product(0, axis), shape.product(axis, shape.rank()));
    return steps.regroup(onLast.apply(rows), shape.dims().toArray());
  }

  private static String softmax(Steps steps, String x) {
    return steps.apply(new Softmax(), x);
  }

  private static String logSoftmax(Steps steps, String x) {
    return steps.subtract(x, steps.reduce(Reduce.Function.LOG_SUM_EXP, true, x, steps.rank(x) - 1));
  }

  private static String hardmax(Steps steps, String x) {
    int last = steps.rank(x) - 1;
    String first = steps.reduce(Reduce.Function.FIRST_MAX, true, x, last);
    String positions = steps.count(steps.shape(x).dim(-1), last, last + 1);
    return steps.cast(steps.type(x), steps.binary(Binary.Function.EQUAL, positions, first));
  }
}
