package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Scatter;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pooling over one to three spatial axes, and over all of them. */
final class PoolOperators {
  private static final String COST =
      "1 lane operation per tap; 3-D as 2-D and then along the depth";

  private PoolOperators() {}

  static void register(OperatorTable all) {
    all.vector(
        "MaxPool",
        1,
        COST + "; positions, where read, as much again and not computed",
        PoolOperators::max);
    all.vector("AveragePool", 1, COST, PoolOperators::average);
    all.vector(
        "LpPool", 1, COST + "; powers before and after for p other than 2", PoolOperators::lp);
    all.vector("MaxUnpool", 9, "1 lane operation per element", PoolOperators::unpool);
    global(all, "GlobalAveragePool", Reduce.Function.MEAN);
    global(all, "GlobalMaxPool", Reduce.Function.MAX);
    all.vector("GlobalLpPool", 1, "1 to 7 lane operations per element", PoolOperators::globalLp);
  }

  private static void max(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Windows windows = windows(node, steps, x);
    String y = pool(steps, x, windows, Pool.Function.MAX, false);
    steps.result(y);
    if (steps.wants(1)) {
      long taps = steps.shape(y).elements();
      for (Window window : windows.axes()) {
        taps *= window.kernel();
      }
      steps.result(
          1,
          steps.approximate(
              "max_pool_indices",
              steps.shape(y),
              DataType.INT64,
              taps,
              "one comparison per tap",
              List.of(x)));
    }
  }

  private static Windows windows(SourceNode node, Steps steps, String x) {
    return Windows.of(node, steps.shape(x), kernel(node));
  }

  private static long[] kernel(SourceNode node) {
    long @Nullable [] kernel = node.integers("kernel_shape");
    if (kernel == null) {
      throw new WorkloadException("attribute kernel_shape is missing");
    }
    return kernel;
  }

  /**
   * Padding counts where asked, but never what only makes a cut-off window count: then the rest of
   * the padding is written out.
   */
  private static void average(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Windows windows = windows(node, steps, x);
    boolean countPadding = node.isSet("count_include_pad");
    if (countPadding && windows.roundedUp().stream().anyMatch(more -> more > 0)) {
      List<Window> inner = new ArrayList<>();
      for (int axis = 0; axis < windows.axes().size(); axis++) {
        Window w = windows.axes().get(axis);
        int more = windows.roundedUp().get(axis);
        x = PartOperators.zeros(steps, x, axis + 2, w.padBefore(), w.padAfter() - more);
        inner.add(new Window(w.kernel(), w.stride(), 0, more, w.dilation()));
      }
      windows = new Windows(ImmutableList.copyOf(inner), windows.roundedUp());
      countPadding = false;
    }
    steps.result(pool(steps, x, windows, Pool.Function.AVERAGE, countPadding));
  }

  /** Windows are products of windows along each axis, so depth can be pooled by itself. */
  private static String pool(
      Steps steps, String x, Windows windows, Pool.Function function, boolean countPadding) {
    ImmutableList<Window> w = windows.axes();
    if (w.size() == 1) {
      Pool row = new Pool(function, Windows.POINT, w.get(0), countPadding);
      return steps.squeeze(steps.apply(row, steps.unsqueeze(x, 2)), 2);
    }
    if (w.size() == 2) {
      return steps.apply(new Pool(function, w.get(0), w.get(1), countPadding), x);
    }
    Shape shape = steps.shape(x);
    String planes =
        steps.apply(
            new Pool(function, w.get(1), w.get(2), countPadding),
            ConvolutionOperators.slicesAsImages(steps, x));
    String stack = ConvolutionOperators.imagesAsSlices(steps, planes, shape.dim(0));
    Shape s = steps.shape(stack);
    String columns = steps.regroup(stack, s.dim(0), s.dim(1), s.dim(2), s.dim(3) * s.dim(4));
    String y = steps.apply(new Pool(function, w.get(0), Windows.POINT, countPadding), columns);
    return steps.regroup(y, s.dim(0), s.dim(1), steps.shape(y).dim(2), s.dim(3), s.dim(4));
  }

  private static void lp(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Windows windows = windows(node, steps, x);
    double p = power(node);
    if (p == 2) {
      steps.result(pool(steps, x, windows, Pool.Function.EUCLIDEAN, false));
      return;
    }
    int taps = windows.axes().stream().mapToInt(Window::kernel).reduce(1, (a, b) -> a * b);
    String powers = power(steps, p, steps.unary(Unary.Function.ABS, x));
    String means = pool(steps, powers, windows, Pool.Function.AVERAGE, true);
    steps.result(power(steps, 1 / p, steps.scale(taps, 0, means)));
  }

  /** A real number in operator set 1, a whole one since. */
  private static double power(SourceNode node) {
    var attribute = node.attribute("p");
    boolean real = attribute != null && attribute.hasF();
    return real ? node.number("p", 2) : node.integer("p", 2);
  }

  private static String power(Steps steps, double exponent, String x) {
    return exponent == 1 ? x : steps.unary(Unary.Function.POWER, exponent, 0, x);
  }

  private static void global(OperatorTable all, String name, Reduce.Function function) {
    all.vector(
        name,
        1,
        "1 lane operation per element",
        (node, to) -> {
          Steps steps = to.steps(node);
          String x = steps.operand(0);
          steps.result(steps.reduce(function, true, x, spatial(steps, x)));
        });
  }

  private static Integer[] spatial(Steps steps, String x) {
    return IntStream.range(2, steps.rank(x)).boxed().toArray(Integer[]::new);
  }

  private static void globalLp(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    double p = power(node);
    if (p == 2) {
      steps.result(steps.reduce(Reduce.Function.L2, true, x, spatial(steps, x)));
      return;
    }
    String powers = power(steps, p, steps.unary(Unary.Function.ABS, x));
    String sum = steps.reduce(Reduce.Function.SUM, true, powers, spatial(steps, x));
    steps.result(power(steps, 1 / p, sum));
  }

  /** Elements go to their places in a tensor of zeros; places count over the whole result. */
  private static void unpool(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Shape shape = steps.shape(x);
    long[] kernel = kernel(node);
    long[] dims = shape.dims().toArray();
    for (int axis = 2; axis < dims.length; axis++) {
      int count = dims.length - 2;
      dims[axis] =
          (dims[axis] - 1) * Windows.at(node, "strides", count, axis - 2, 1)
              + kernel[axis - 2]
              - Windows.at(node, "pads", 2 * count, axis - 2, 0)
              - Windows.at(node, "pads", 2 * count, axis - 2 + count, 0);
    }
    Shape result = Shape.of(dims);
    if (node.hasInput(2)
        && !Shape.of(to.integers(node, 2, "the extents of an unpooling")).equals(result)) {
      throw new UnsupportedException(
          "an output_shape other than " + result + ", which the places count in");
    }
    String zeros = steps.filled(Shape.of(result.elements()), steps.type(x), 0);
    String flat = steps.regroup(x, shape.elements());
    String places = steps.regroup(steps.operand(1), shape.elements());
    Scatter scatter = new Scatter(Scatter.Addressing.ELEMENTS, 0, Scatter.Combination.REPLACE);
    steps.result(steps.regroup(steps.apply(scatter, zeros, places, flat), dims));
  }
}
