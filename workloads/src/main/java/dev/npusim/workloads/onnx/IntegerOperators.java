package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions and products of levels. Operands are restored, which costs nothing for weights and
 * one step for what was just quantized; the sums of 32 bits are numbers of the run.
 */
final class IntegerOperators {
  private static final String COST = "MACs as of the float operator; operands restored, ";

  private IntegerOperators() {}

  static void register(OperatorTable all) {
    all.contraction("ConvInteger", 10, COST + "the sums kept", IntegerOperators::conv);
    all.contraction("MatMulInteger", 10, COST + "the sums kept", IntegerOperators::product);
    all.contraction("QLinearConv", 10, COST + "the result quantized", IntegerOperators::linearConv);
    all.contraction(
        "com.microsoft.QLinearConv",
        1,
        COST + "the result quantized; channels may be last",
        IntegerOperators::linearConv);
    all.vector(
        "com.microsoft.MulInteger",
        1,
        "1 lane operation per element of the result; operands restored",
        (node, to) -> {
          Steps steps = to.steps(node);
          steps.result(steps.multiply(numbers(steps, 0, -1, 1), numbers(steps, 2, -1, 3)));
        });
    all.contraction(
        "com.microsoft.MatMulInteger16",
        1,
        COST + "the sums kept",
        (node, to) -> {
          Steps steps = to.steps(node);
          steps.result(Products.of(steps, numbers(steps, 0, -1, 2), numbers(steps, 1, -1, 3)));
        });
    all.contraction(
        "QLinearMatMul", 10, COST + "the result quantized", IntegerOperators::linearProduct);
    all.contraction(
        "com.microsoft.MatMulIntegerToFloat",
        1,
        COST + "the sums scaled",
        IntegerOperators::toFloat);
    all.contraction(
        "com.microsoft.DynamicQuantizeMatMul",
        1,
        COST + "the left one quantized at run time",
        IntegerOperators::dynamic);
    all.contraction(
        "com.microsoft.QGemm", 1, COST + "the result quantized", IntegerOperators::gemm);
  }

  private static void conv(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = numbers(steps, 0, -1, 2);
    String weight = perOutput(steps, steps.operand(1), -1, 3);
    steps.result(ConvolutionOperators.convolve(node, steps, x, weight, null));
  }

  private static void linearConv(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    boolean last = node.isSet("channels_last");
    String given = numbers(steps, 0, 1, 2);
    String x = last ? steps.transpose(given, channelsSecond(steps.rank(given))) : given;
    String weight = perOutput(steps, steps.operand(3), 4, 5);
    String bias = steps.optional(8);
    if (bias != null) {
      String scale = steps.multiply(steps.regroup(steps.operand(1)), flat(steps, steps.operand(4)));
      bias = new Quantization(steps).numbers(bias, scale, null);
    }
    String image = ConvolutionOperators.convolve(node, steps, x, weight, bias);
    String y = last ? steps.transpose(image, channelsLast(steps.rank(image))) : image;
    steps.result(levels(steps, y, 6, 7));
  }

  private static List<Integer> channelsSecond(int rank) {
    return Stream.concat(Stream.of(0, rank - 1), IntStream.range(1, rank - 1).boxed()).toList();
  }

  private static List<Integer> channelsLast(int rank) {
    return Stream.concat(
            Stream.of(0), Stream.concat(IntStream.range(2, rank).boxed(), Stream.of(1)))
        .toList();
  }

  /** Weights have scales and zero points of their own per output channel, their first axis. */
  private static String perOutput(Steps steps, String weight, int scale, int zero) {
    Quantization quantization = new Quantization(steps);
    Shape shape = steps.shape(weight);
    return quantization.numbers(
        weight,
        scale < 0 ? null : quantization.along(steps.operand(scale), shape, 0, 0),
        steps.optional(zero) == null ? null : quantization.along(steps.operand(zero), shape, 0, 0));
  }

  private static String flat(Steps steps, String numbers) {
    long elements = steps.shape(numbers).elements();
    return elements == 1 ? steps.regroup(numbers) : steps.regroup(numbers, elements);
  }

  /** Operand {@code i} restored by the scale at {@code scale} (-1: none) and a zero point. */
  private static String numbers(Steps steps, int i, int scale, int zero) {
    String zeroPoint = steps.optional(zero);
    return new Quantization(steps)
        .numbers(
            steps.operand(i),
            scale < 0 ? null : flat(steps, steps.operand(scale)),
            zeroPoint == null ? null : flat(steps, zeroPoint));
  }

  private static String levels(Steps steps, String y, int scale, int zero) {
    String zeroPoint = steps.optional(zero);
    DataType type = zeroPoint == null ? DataType.UINT8 : steps.type(zeroPoint);
    return new Quantization(steps)
        .levels(
            y,
            steps.regroup(steps.operand(scale)),
            zeroPoint == null ? null : steps.regroup(zeroPoint),
            type);
  }

  private static void product(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String a = perRow(steps, steps.operand(0), -1, 2);
    String b = numbers(steps, 1, -1, 3);
    steps.result(Products.of(steps, a, b));
  }

  private static void linearProduct(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String a = perRow(steps, steps.operand(0), 1, 2);
    String b = numbers(steps, 3, 4, 5);
    steps.result(levels(steps, Products.of(steps, a, b), 6, 7));
  }

  /** A left operand may have scales and zero points per row. */
  private static String perRow(Steps steps, String a, int scale, int zero) {
    String zeroPoint = steps.optional(zero);
    return new Quantization(steps)
        .numbers(
            a,
            scale < 0 ? null : column(steps, steps.operand(scale)),
            zeroPoint == null ? null : column(steps, zeroPoint));
  }

  private static String column(Steps steps, String numbers) {
    Shape shape = steps.shape(numbers);
    if (shape.elements() == 1) {
      return steps.regroup(numbers);
    }
    return shape.rank() == 1 ? steps.unsqueeze(numbers, 1) : numbers;
  }

  /** A, B, scale of A, scale of B, zero points, bias. */
  private static void toFloat(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String a = numbers(steps, 0, 2, 4);
    String b = numbers(steps, 1, 3, 5);
    steps.result(steps.addOptional(Products.of(steps, a, b), learned(steps, 6)));
  }

  /** A in numbers, B, scale of B, its zero point, bias: A is quantized to 256 levels first. */
  private static void dynamic(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String a = QuantizationOperators.roundTrip(steps, steps.operand(0));
    String b = numbers(steps, 1, 2, 3);
    steps.result(steps.addOptional(Products.of(steps, a, b), learned(steps, 4)));
  }

  private static @Nullable String learned(Steps steps, int i) {
    String bias = steps.optional(i);
    return bias == null ? null : steps.learned(bias);
  }

  /** A, its scale and zero point; B likewise; C in steps of both scales; scale of the result. */
  private static void gemm(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    boolean turned = node.isSet("transB");
    String a = numbers(steps, 0, 1, 2);
    String levels = steps.operand(3);
    String b = turned ? perOutput(steps, levels, 4, 5) : numbers(steps, 3, 4, 5);
    String left = node.isSet("transA") ? steps.transpose(a, 1, 0) : a;
    String right = turned ? steps.transpose(b, 1, 0) : b;
    double alpha = node.number("alpha", 1);
    String y = steps.scale(alpha, 0, Products.of(steps, left, right));
    String c = steps.optional(6);
    if (c != null) {
      String scale = steps.multiply(steps.regroup(steps.operand(1)), flat(steps, steps.operand(4)));
      String numbers = new Quantization(steps).numbers(c, steps.scale(alpha, 0, scale), null);
      y = steps.add(y, steps.learned(numbers));
    }
    steps.result(node.hasInput(7) ? levels(steps, y, 7, 8) : y);
  }
}
