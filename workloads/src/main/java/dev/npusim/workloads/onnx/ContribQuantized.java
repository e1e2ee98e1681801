package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Operators of ONNX Runtime's own on levels: each operand comes with its scale and zero point, is
 * restored, and the result is quantized again.
 */
final class ContribQuantized {
  private static final String COST =
      "as the float operator; operands restored, the result quantized (4 per element for both)";

  /** What the float operator makes of restored operands. */
  private interface Function {
    String apply(Steps steps, List<String> numbers);
  }

  private ContribQuantized() {}

  static void register(OperatorTable all) {
    binary(all, "QLinearAdd", Binary.Function.ADD);
    binary(all, "QLinearMul", Binary.Function.MULTIPLY);
    unary(all, "QLinearSigmoid", (steps, x) -> steps.unary(Unary.Function.SIGMOID, x.get(0)));
    unary(all, "QLinearLeakyRelu", (steps, x) -> steps.call("LeakyRelu", x.get(0)));
    unary(all, "QLinearSoftmax", (steps, x) -> steps.call("Softmax", x.get(0)));
    unary(all, "QLinearAveragePool", ContribQuantized::averagePool);
    unary(all, "QLinearGlobalAveragePool", ContribQuantized::globalAverage);
    unary(all, "QLinearReduceMean", ContribQuantized::mean);
    all.quantization("com.microsoft.QLinearConcat", 1, COST, (node, to) -> concat(to.steps(node)));
    all.quantization("com.microsoft.QLinearWhere", 1, COST, (node, to) -> where(to.steps(node)));
  }

  private static void binary(OperatorTable all, String name, Binary.Function function) {
    all.quantization(
        "com.microsoft." + name,
        1,
        COST,
        (node, to) -> {
          Steps steps = to.steps(node);
          String sum = steps.binary(function, restored(steps, 0), restored(steps, 3));
          steps.result(quantized(steps, sum, 6));
        });
  }

  private static void unary(OperatorTable all, String name, Function function) {
    all.quantization(
        "com.microsoft." + name,
        1,
        COST,
        (node, to) -> {
          Steps steps = to.steps(node);
          String y = function.apply(steps, List.of(restored(steps, 0)));
          steps.result(quantized(steps, y, 3));
        });
  }

  /** Operand {@code at} with the scale and zero point behind it. */
  private static String restored(Steps steps, int at) {
    return new Quantization(steps)
        .numbers(
            steps.operand(at),
            one(steps, steps.operand(at + 1)),
            one(steps, steps.optional(at + 2)));
  }

  private static @Nullable String one(Steps steps, @Nullable String number) {
    return number == null || steps.shape(number).elements() > 1 ? number : steps.regroup(number);
  }

  private static String quantized(Steps steps, String y, int scaleAt) {
    String zero = steps.optional(scaleAt + 1);
    DataType type = zero == null ? DataType.UINT8 : steps.type(zero);
    String scale = steps.regroup(steps.operand(scaleAt));
    return new Quantization(steps).levels(y, scale, one(steps, zero), type);
  }

  private static boolean isLast(Steps steps) {
    return steps.node().isSet("channels_last");
  }

  private static String averagePool(Steps steps, List<String> x) {
    if (!isLast(steps)) {
      return steps.call("AveragePool", x.get(0));
    }
    String image = steps.transpose(x.get(0), 0, 3, 1, 2);
    return steps.transpose(steps.call("AveragePool", image), 0, 2, 3, 1);
  }

  private static String globalAverage(Steps steps, List<String> x) {
    int rank = steps.rank(x.get(0));
    int first = isLast(steps) ? 1 : 2;
    Integer[] axes = IntStream.range(first, first + rank - 2).boxed().toArray(Integer[]::new);
    return steps.reduce(Reduce.Function.MEAN, true, x.get(0), axes);
  }

  private static String mean(Steps steps, List<String> x) {
    int rank = steps.rank(x.get(0));
    long[] axes = ReshapeOperators.orEmpty(steps.node().integers("axes"));
    boolean keep = steps.node().integer("keepdims", 1) != 0;
    Integer[] counted =
        axes.length == 0
            ? IntStream.range(0, rank).boxed().toArray(Integer[]::new)
            : IntStream.range(0, axes.length)
                .mapToObj(i -> Translation.axis(axes[i], rank))
                .sorted()
                .toArray(Integer[]::new);
    return steps.reduce(Reduce.Function.MEAN, keep, x.get(0), counted);
  }

  /** Scale and zero point of the result, then three operands for each part. */
  private static void concat(Steps steps) {
    List<String> parts = new ArrayList<>();
    for (int at = 2; at < steps.node().inputCount(); at += 3) {
      parts.add(restored(steps, at));
    }
    int axis = Translation.axis(steps.node().integer("axis", 0), steps.rank(parts.get(0)));
    steps.result(quantized(steps, steps.concat(axis, parts), 0));
  }

  private static void where(Steps steps) {
    String picked = steps.select(steps.operand(0), restored(steps, 1), restored(steps, 4));
    steps.result(quantized(steps, picked, 7));
  }
}
