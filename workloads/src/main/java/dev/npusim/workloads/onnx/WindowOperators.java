package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Resize;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Pooling, reductions and resizing. */
final class WindowOperators {
  private WindowOperators() {}

  static void register(Map<String, Operators.Translator> all) {
    all.put("MaxPool", (node, to) -> pool(node, to, Pool.Function.MAX));
    all.put("AveragePool", (node, to) -> pool(node, to, Pool.Function.AVERAGE));
    all.put("GlobalAveragePool", (node, to) -> global(node, to, Reduce.Function.MEAN));
    all.put("GlobalMaxPool", (node, to) -> global(node, to, Reduce.Function.MAX));
    all.put("ReduceMean", (node, to) -> reduce(node, to, Reduce.Function.MEAN));
    all.put("ReduceSum", (node, to) -> reduce(node, to, Reduce.Function.SUM));
    all.put("ReduceMax", (node, to) -> reduce(node, to, Reduce.Function.MAX));
    all.put("ReduceMin", (node, to) -> reduce(node, to, Reduce.Function.MIN));
    all.put("Resize", WindowOperators::resize);
    all.put("Upsample", WindowOperators::resize);
  }

  private static void pool(SourceNode node, Translation to, Pool.Function function) {
    long @Nullable [] kernel = node.integers("kernel_shape");
    if (kernel == null || kernel.length != 2) {
      throw new WorkloadException("a pooling needs a kernel_shape of two numbers");
    }
    Windows windows = Windows.of(node, to.shape(node, 0), kernel);
    to.apply(node, new Pool(function, windows.rows(), windows.columns()), to.operand(node, 0));
  }

  private static void global(SourceNode node, Translation to, Reduce.Function function) {
    int rank = to.shape(node, 0).rank();
    ImmutableList<Integer> axes =
        IntStream.range(2, rank).boxed().collect(ImmutableList.toImmutableList());
    to.apply(node, new Reduce(function, axes, true), to.operand(node, 0));
  }

  private static void reduce(SourceNode node, Translation to, Reduce.Function function) {
    int rank = to.shape(node, 0).rank();
    long @Nullable [] given = to.integers(node, 1, "axes", "the axes of a reduction");
    boolean none = given == null || given.length == 0;
    if (none && node.integer("noop_with_empty_axes", 0) != 0) {
      to.alias(node, to.operand(node, 0));
      return;
    }
    LongStream axes = none || given == null ? LongStream.range(0, rank) : LongStream.of(given);
    ImmutableList<Integer> counted =
        axes.mapToObj(axis -> Translation.axis(axis, rank))
            .distinct()
            .sorted()
            .collect(ImmutableList.toImmutableList());
    boolean keep = node.integer("keepdims", 1) != 0;
    to.apply(node, new Reduce(function, counted, keep), to.operand(node, 0));
  }

  private static void resize(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    if (x.rank() != 4) {
      throw new WorkloadException("an input of " + x + "; images of 4 axes are supported");
    }
    String mode = node.text("mode", "nearest");
    Resize.Filter filter =
        switch (mode) {
          case "nearest" -> Resize.Filter.NEAREST;
          case "linear" -> Resize.Filter.LINEAR;
          default ->
              throw new WorkloadException(
                  "resize mode " + mode + "; nearest or linear are supported");
        };
    long[] sizes = new long[4];
    if (node.hasInput(3)) {
      sizes = to.integers(node, 3, "the sizes of a resize");
    } else {
      ImmutableDoubleArray scales = scales(node, to);
      for (int axis = 0; axis < 4 && scales.length() == 4; axis++) {
        sizes[axis] = (long) Math.floor(x.dim(axis) * scales.get(axis));
      }
    }
    if (sizes.length != 4 || sizes[0] != x.dim(0) || sizes[1] != x.dim(1)) {
      throw new WorkloadException("a resize must keep batch and channels of " + x);
    }
    to.apply(node, new Resize(filter, sizes[2], sizes[3]), to.operand(node, 0));
  }

  private static ImmutableDoubleArray scales(SourceNode node, Translation to) {
    Literal literal = to.literal(node, node.inputCount() == 2 ? 1 : 2);
    if (literal == null || literal.reals() == null) {
      throw new WorkloadException("the scales of a resize must be known before the run");
    }
    return literal.reals();
  }
}
