package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Normalization.Kind;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Normalisations. */
final class NormalizationOperators {
  private NormalizationOperators() {}

  static void register(OperatorTable all) {
    all.vector(
        "BatchNormalization", 1, "1 multiply-add per element", NormalizationOperators::batch);
    all.vector(
        "InstanceNormalization",
        1,
        "3 lane operations per element",
        (node, to) -> apply(node, to, new Normalization(Kind.INSTANCE, 1, epsilon(node))));
    all.vector(
        "GroupNormalization", 18, "3 lane operations per element", NormalizationOperators::group);
    all.vector(
        "LayerNormalization",
        17,
        "4 lane operations per element; mean and deviation, where read, by themselves",
        NormalizationOperators::layer);
    all.vector(
        "RMSNormalization", 23, "3 lane operations per element", NormalizationOperators::rms);
    all.vector(
        "MeanVarianceNormalization",
        9,
        "reductions and arithmetic, 6 lane operations per element",
        NormalizationOperators::meanVariance);
    all.vector("LpNormalization", 1, "3 lane operations per element", NormalizationOperators::lp);
    all.vector(
        "LRN",
        1,
        "squares, a sum over channels, power, division: size + 6 lane operations per element",
        NormalizationOperators::localResponse);
  }

  private static double epsilon(SourceNode node) {
    return node.number("epsilon", 1e-5);
  }

  private static void apply(SourceNode node, Translation to, Normalization op) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount() && node.hasInput(i); i++) {
      operands.add(to.operand(node, i));
    }
    if (operands.isEmpty()) {
      throw new WorkloadException("nothing to normalise");
    }
    to.apply(node, op, operands);
  }

  /** Before operator set 9, each element could have statistics of its own. */
  private static void batch(SourceNode node, Translation to) {
    boolean training = node.isSet("training_mode") || (to.opset() < 7 && !isTest(node));
    if (training) {
      throw new UnsupportedException(
          "a batch norm in training mode; export the model for inference");
    }
    for (int i = 1; i < node.outputCount(); i++) {
      to.leaveOut(node, i, "statistics of a batch norm are known only in training");
    }
    Normalization op = new Normalization(Kind.BATCH, 1, epsilon(node));
    if (node.integer("spatial", 1) != 0) {
      apply(node, to, op);
      return;
    }
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    long each = x.product(1, x.rank());
    List<String> operands = new ArrayList<>();
    operands.add(steps.regroup(steps.operand(0), x.dim(0), each));
    for (int i = 1; i < 5; i++) {
      operands.add(steps.regroup(steps.operand(i), each));
    }
    steps.result(steps.regroup(steps.apply(op, operands), x.dims().toArray()));
  }

  private static boolean isTest(SourceNode node) {
    return node.isSet("is_test") || node.outputCount() == 1;
  }

  /** Scale and shift belong to the groups in operator set 18, to the channels since. */
  private static void group(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int groups = Math.toIntExact(node.integer("num_groups", 1));
    long channels = steps.shape(x).dim(1);
    List<String> operands = new ArrayList<>(List.of(x));
    for (int i = 1; i < 3; i++) {
      String factor = steps.operand(i);
      if (to.opset() < 21 && steps.shape(factor).elements() == groups && groups < channels) {
        String column = steps.regroup(steps.learned(factor), groups, 1);
        factor = steps.regroup(steps.expand(column, groups, channels / groups), channels);
      }
      operands.add(factor);
    }
    steps.result(steps.apply(Normalization.group(groups, epsilon(node)), operands));
  }

  private static void layer(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int axis = Translation.axis(node.integer("axis", -1), steps.rank(x));
    steps.result(
        overTrailing(
            steps,
            Normalization.layer(epsilon(node)),
            x,
            axis,
            steps.operand(1),
            steps.optional(2)));
    statistics(node, steps, x, axis);
  }

  /** Mean and reciprocal deviation, for whoever reads them. */
  private static void statistics(SourceNode node, Steps steps, String x, int axis) {
    if (!steps.wants(1) && !steps.wants(2)) {
      return;
    }
    Integer[] axes = IntStream.range(axis, steps.rank(x)).boxed().toArray(Integer[]::new);
    String mean = steps.reduce(Reduce.Function.MEAN, true, x, axes);
    steps.result(1, mean);
    if (steps.wants(2)) {
      String off = steps.subtract(x, mean);
      String variance = steps.reduce(Reduce.Function.MEAN, true, steps.multiply(off, off), axes);
      String deviation = steps.unary(Unary.Function.SQRT, steps.scale(1, epsilon(node), variance));
      steps.result(2, steps.unary(Unary.Function.RECIPROCAL, deviation));
    }
  }

  private static void rms(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int axis = Translation.axis(node.integer("axis", -1), steps.rank(x));
    steps.result(
        overTrailing(steps, Normalization.rms(epsilon(node)), x, axis, steps.operand(1), null));
  }

  /**
   * A norm over all axes from {@code axis} on, seen as one. Scale and shift that do not cover these
   * axes exactly are applied by themselves.
   */
  static String overTrailing(
      Steps steps,
      Normalization op,
      String x,
      int axis,
      @Nullable String scale,
      @Nullable String shift) {
    Shape shape = steps.shape(x);
    long columns = shape.product(axis, shape.rank());
    long[] rows =
        LongStream.concat(LongStream.of(shape.dims().toArray()).limit(axis), LongStream.of(columns))
            .toArray();
    boolean covers =
        scale != null
            && steps.shape(scale).elements() == columns
            && (shift == null || steps.shape(shift).elements() == columns);
    List<String> operands = new ArrayList<>(List.of(steps.regroup(x, rows)));
    if (covers && scale != null) {
      operands.add(steps.regroup(scale, columns));
      if (shift != null) {
        operands.add(steps.regroup(shift, columns));
      }
    }
    String y = steps.regroup(steps.apply(op, operands), shape.dims().toArray());
    if (!covers && scale != null) {
      y = steps.multiply(y, steps.learned(scale));
    }
    return covers || shift == null ? y : steps.add(y, steps.learned(shift));
  }

  private static void meanVariance(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    long @Nullable [] given = node.integers("axes");
    Integer[] axes =
        LongStream.of(given == null ? new long[] {0, 2, 3} : given)
            .mapToObj(axis -> Translation.axis(axis, steps.rank(x)))
            .sorted()
            .toArray(Integer[]::new);
    String off = steps.subtract(x, steps.reduce(Reduce.Function.MEAN, true, x, axes));
    String variance = steps.reduce(Reduce.Function.MEAN, true, steps.multiply(off, off), axes);
    String deviation = steps.scale(1, 1e-9, steps.unary(Unary.Function.SQRT, variance));
    steps.result(steps.divide(off, deviation));
  }

  private static void lp(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    long p = node.integer("p", 2);
    if (p != 1 && p != 2) {
      throw new WorkloadException("a norm with p = " + p + "; 1 or 2");
    }
    int axis = Translation.axis(node.integer("axis", -1), steps.rank(x));
    Reduce.Function norm = p == 1 ? Reduce.Function.L1 : Reduce.Function.L2;
    String length = steps.reduce(norm, true, x, axis);
    steps.result(steps.divide(x, length));
  }

  /** x / (bias + alpha / size * sum of squares over neighbouring channels) ^ beta. */
  private static void localResponse(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Shape shape = steps.shape(x);
    int size = Math.toIntExact(node.integer("size", 1));
    int before = (size - 1) / 2;
    long positions = shape.product(2, shape.rank());
    String squares = steps.multiply(x, x);
    String rows = steps.regroup(squares, shape.dim(0), shape.dim(1), positions);
    String lines =
        steps.regroup(steps.transpose(rows, 0, 2, 1), shape.dim(0), 1, positions, shape.dim(1));
    Window channels = new Window(size, 1, before, size - 1 - before, 1);
    Pool means = new Pool(Pool.Function.AVERAGE, Windows.POINT, channels, true);
    String pooled = steps.regroup(steps.apply(means, lines), shape.dim(0), positions, shape.dim(1));
    String sums = steps.regroup(steps.transpose(pooled, 0, 2, 1), shape.dims().toArray());
    String base = steps.scale(node.number("alpha", 1e-4), node.number("bias", 1), sums);
    String divisor = steps.unary(Unary.Function.POWER, node.number("beta", 0.75), 0, base);
    steps.result(steps.binary(Binary.Function.DIVIDE, x, divisor));
  }
}
