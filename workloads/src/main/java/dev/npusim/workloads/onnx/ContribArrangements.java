package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Reduce;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Tables, windows and transforms of ONNX Runtime's own. */
final class ContribArrangements {
  private static final String DOMAIN = "com.microsoft.";

  private ContribArrangements() {}

  static void register(OperatorTable all) {
    all.constant(
        DOMAIN + "Range",
        1,
        "fixed by the model; bounds known before the run",
        ContribArrangements::range);
    all.vector(
        DOMAIN + "TorchEmbedding",
        1,
        "one move per element of the result",
        (node, to) -> {
          Steps steps = to.steps(node);
          String table = steps.learned(steps.operand(0));
          steps.result(IndexOperators.gather(steps, table, 0, steps.operand(1)));
        });
    all.vector(
        DOMAIN + "UnfoldTensor",
        1,
        "one move per element of the result",
        ContribArrangements::unfold);
    all.vector(
        DOMAIN + "NhwcMaxPool",
        1,
        "as MaxPool, with the channels last",
        (node, to) -> {
          Steps steps = to.steps(node);
          String image = steps.transpose(steps.operand(0), 0, 3, 1, 2);
          steps.result(steps.transpose(steps.call("MaxPool", image), 0, 2, 3, 1));
        });
    all.vector(
        DOMAIN + "ReduceSumInteger", 1, "1 lane operation per element", ContribArrangements::sum);
    String fourier = "5 N log2 N lane operations per transform of N numbers";
    all.approximation(DOMAIN + "Rfft", 1, fourier, (node, to) -> transform(node, to, false));
    all.approximation(DOMAIN + "Irfft", 1, fourier, (node, to) -> transform(node, to, true));
  }

  /** Start, limit and, where it is not one, the step. */
  private static void range(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String step = node.hasInput(2) ? node.input(2) : steps.integer(1);
    steps.result(steps.call("Range", node.input(0), node.input(1), step));
  }

  /** Windows of {@code size} every {@code step} along an axis; what is in a window comes last. */
  private static void unfold(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int rank = steps.rank(x);
    int axis = Translation.axis(node.integer("dim", -1), rank);
    int size = Math.toIntExact(node.integer("size", 1));
    long step = node.integer("step", 1);
    long extent = steps.shape(x).dim(axis);
    if (size < 1 || size > extent || step < 1) {
      throw new WorkloadException("windows of " + size + " every " + step + " of " + extent);
    }
    int count = Math.toIntExact((extent - size) / step + 1);
    long[] places = new long[count * size];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / size * step + i % size;
    }
    String windows = steps.take(x, axis, steps.integers(Shape.of(count, size), places));
    List<Integer> axes = new ArrayList<>(IntStream.rangeClosed(0, rank).boxed().toList());
    axes.add(axes.remove(axis + 1));
    steps.result(steps.transpose(windows, axes));
  }

  private static void sum(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int rank = steps.rank(x);
    long[] axes = ReshapeOperators.orEmpty(node.integers("axes"));
    Integer[] counted =
        IntStream.range(0, axes.length)
            .mapToObj(i -> Translation.axis(axes[i], rank))
            .sorted()
            .toArray(Integer[]::new);
    boolean keep = node.integer("keepdims", 1) != 0;
    steps.result(steps.reduce(Reduce.Function.SUM, keep, x, counted));
  }

  /**
   * Over the last {@code signal_ndim} axes; half of the last one is stored, for the other half is
   * its mirror image.
   */
  private static void transform(SourceNode node, Translation to, boolean inverse) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    int axes = Math.toIntExact(node.integer("signal_ndim", 1));
    int end = inverse ? x.rank() - 1 : x.rank();
    if (axes < 1 || axes > end) {
      throw new WorkloadException("signal_ndim " + axes + " of an input of " + x);
    }
    long last = inverse ? 2 * (x.dim(end - 1) - 1) : x.dim(end - 1);
    long[] dims = new long[inverse ? end : end + 1];
    for (int axis = 0; axis < end; axis++) {
      dims[axis] = x.dim(axis);
    }
    dims[end - 1] = inverse ? last : last / 2 + 1;
    if (!inverse) {
      dims[end] = 2;
    }
    long length = Math.multiplyExact(x.product(end - axes, end - 1), last);
    long transforms = x.product(0, end - axes);
    steps.result(
        steps.approximate(
            inverse ? "irfft" : "rfft",
            Shape.of(dims),
            DataType.FLOAT32,
            Math.multiplyExact(transforms, SignalOperators.fast(length)),
            "5 N log2 N per transform (radix 2)",
            List.of(steps.operand(0))));
  }
}
