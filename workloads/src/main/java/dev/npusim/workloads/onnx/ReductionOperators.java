package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Cumulate;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reduce.Function;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Sums, extremes and their positions over axes, and running sums along one. */
final class ReductionOperators {
  private ReductionOperators() {}

  static void register(OperatorTable all) {
    String one = "1 lane operation per element";
    String two = "2 lane operations per element";
    reduce(all, "ReduceL1", two, Function.L1);
    reduce(all, "ReduceL2", two, Function.L2);
    reduce(all, "ReduceLogSum", one, Function.LOG_SUM);
    reduce(all, "ReduceLogSumExp", two, Function.LOG_SUM_EXP);
    reduce(all, "ReduceMax", one, Function.MAX);
    reduce(all, "ReduceMean", one, Function.MEAN);
    reduce(all, "ReduceMin", one, Function.MIN);
    reduce(all, "ReduceProd", one, Function.PRODUCT);
    reduce(all, "ReduceSum", one, Function.SUM);
    reduce(all, "ReduceSumSquare", two, Function.SUM_OF_SQUARES);
    position(all, "ArgMax", Function.FIRST_MAX, Function.LAST_MAX);
    position(all, "ArgMin", Function.FIRST_MIN, Function.LAST_MIN);
    cumulate(all, "CumSum", 11, false);
    cumulate(all, "CumProd", 26, true);
  }

  /** Axes are an attribute, since operator set 13 (sums) or 18 (the others) an operand. */
  private static void reduce(OperatorTable all, String name, String how, Function function) {
    all.vector(
        name,
        1,
        how,
        (node, to) -> {
          int rank = to.shape(node, 0).rank();
          long @Nullable [] given = to.integers(node, 1, "axes", "the axes of a reduction");
          boolean none = given == null || given.length == 0;
          if (rank == 0 || (none && node.isSet("noop_with_empty_axes"))) {
            to.steps(node).result(overNothing(to.steps(node), function));
            return;
          }
          LongStream axes =
              none || given == null ? LongStream.range(0, rank) : LongStream.of(given);
          ImmutableList<Integer> counted =
              axes.mapToObj(axis -> Translation.axis(axis, rank))
                  .distinct()
                  .sorted()
                  .collect(ImmutableList.toImmutableList());
          boolean keep = node.integer("keepdims", 1) != 0;
          to.apply(node, new Reduce(function, counted, keep), to.operand(node, 0));
        });
  }

  /** What a reduction does besides reducing. */
  private static String overNothing(Steps steps, Function function) {
    String x = steps.operand(0);
    return switch (function) {
      case L1, L2 -> steps.unary(Unary.Function.ABS, x);
      case SUM_OF_SQUARES -> steps.multiply(x, x);
      case LOG_SUM -> steps.unary(Unary.Function.LOG, x);
      default -> x;
    };
  }

  private static void position(OperatorTable all, String name, Function first, Function last) {
    all.vector(
        name,
        1,
        "1 lane operation per element",
        (node, to) -> {
          int axis = Translation.axis(node.integer("axis", 0), to.shape(node, 0).rank());
          Function function = node.isSet("select_last_index") ? last : first;
          boolean keep = node.integer("keepdims", 1) != 0;
          to.apply(node, new Reduce(function, ImmutableList.of(axis), keep), to.operand(node, 0));
        });
  }

  private static void cumulate(OperatorTable all, String name, int since, boolean product) {
    all.vector(
        name,
        since,
        "1 lane operation per element",
        (node, to) -> {
          Literal axis = to.literal(node, 1);
          Double known = axis == null ? null : axis.scalar();
          if (known == null) {
            throw new WorkloadException("the axis must be known before the run");
          }
          Cumulate op =
              new Cumulate(
                  Translation.axis(known.longValue(), to.shape(node, 0).rank()),
                  product,
                  node.isSet("exclusive"),
                  node.isSet("reverse"));
          to.apply(node, op, to.operand(node, 0));
        });
  }
}
