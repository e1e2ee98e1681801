package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import java.util.stream.IntStream;

/** Quantization of single tensors. */
final class QuantizationOperators {
  private QuantizationOperators() {}

  static void register(OperatorTable all) {
    for (String domain : new String[] {"", "com.microsoft."}) {
      all.quantization(
          domain + "QuantizeLinear",
          domain.isEmpty() ? 10 : 1,
          "3 lane operations per element; restored right away, 4 for both",
          QuantizationOperators::quantize);
      all.quantization(
          domain + "DequantizeLinear",
          domain.isEmpty() ? 10 : 1,
          "2 lane operations per element; of a constant none: a weight held in its integer type",
          QuantizationOperators::restore);
    }
    all.quantization(
        "DynamicQuantizeLinear",
        11,
        "2 reductions and 4 lane operations per element",
        QuantizationOperators::dynamic);
  }

  private static void quantize(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Quantization quantization = new Quantization(steps);
    String x = steps.operand(0);
    String scale = along(node, steps, 1);
    String zero = node.hasInput(2) ? along(node, steps, 2) : null;
    long given = node.integer("output_dtype", 0);
    DataType type =
        node.hasInput(2)
            ? to.dataType(node, 2)
            : given == 0 ? DataType.UINT8 : OnnxTypes.of(given, "the result of a quantization");
    steps.result(quantization.levels(x, scale, zero, type));
  }

  private static void restore(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String scale = along(node, steps, 1);
    String zero = node.hasInput(2) ? along(node, steps, 2) : null;
    steps.result(new Quantization(steps).numbers(steps.operand(0), scale, zero));
  }

  /** Operand {@code i}, scales or zero points, shaped to broadcast against operand 0. */
  private static String along(SourceNode node, Steps steps, int i) {
    Shape x = steps.shape(steps.operand(0));
    String numbers = steps.operand(i);
    if (steps.shape(numbers).elements() == 1) {
      return steps.regroup(numbers);
    }
    int axis = Translation.axis(node.integer("axis", 1), x.rank());
    return new Quantization(steps).along(numbers, x, axis, node.integer("block_size", 0));
  }

  /** Scale and zero point from the extremes, which include 0; levels are 0 to 255. */
  private record Extremes(String scale, String zero) {
    static Extremes of(Steps steps, String x) {
      Integer[] axes = IntStream.range(0, steps.rank(x)).boxed().toArray(Integer[]::new);
      String nought = steps.real(0);
      String high =
          steps.binary(
              Binary.Function.MAXIMUM, steps.reduce(Reduce.Function.MAX, false, x, axes), nought);
      String low =
          steps.binary(
              Binary.Function.MINIMUM, steps.reduce(Reduce.Function.MIN, false, x, axes), nought);
      String scale = steps.scale(1.0 / 255, 0, steps.subtract(high, low));
      String first = steps.divide(steps.unary(Unary.Function.NEGATE, low), scale);
      String zero =
          steps.unary(Unary.Function.ROUND, steps.unary(Unary.Function.CLIP, 0, 255, first));
      return new Extremes(scale, zero);
    }
  }

  private static void dynamic(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Extremes extremes = Extremes.of(steps, x);
    Quantization quantization = new Quantization(steps);
    steps.result(0, quantization.levels(x, extremes.scale(), extremes.zero(), DataType.UINT8));
    steps.result(1, extremes.scale());
    steps.result(2, steps.cast(DataType.UINT8, extremes.zero()));
  }

  /** Quantized by its own extremes and restored. */
  static String roundTrip(Steps steps, String x) {
    Extremes extremes = Extremes.of(steps, x);
    Quantization quantization = new Quantization(steps);
    String levels = quantization.levels(x, extremes.scale(), extremes.zero(), DataType.UINT8);
    return quantization.numbers(levels, extremes.scale(), extremes.zero());
  }
}
