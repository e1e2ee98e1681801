package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Quantize;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers to levels and back: level = round(x / scale) + zero point, clamped; x = (level - zero
 * point) * scale. What is quantized and restored right away is one step; restored constants are
 * weights held in the type of their levels. Floating formats of 8 bits and less are scaled but not
 * rounded: what a run stores is decided by its precision.
 */
final class Quantization {
  private final Steps steps;

  Quantization(Steps steps) {
    this.steps = steps;
  }

  /**
   * @param scale operand of one number, or one that broadcasts against x
   * @param zeroPoint likewise; null for 0
   */
  String levels(String x, String scale, @Nullable String zeroPoint, DataType type) {
    steps.fixed(scale);
    if (type.isFloating()) {
      return steps.divide(x, scale);
    }
    Double step = number(scale);
    Double zero = zeroPoint == null ? Double.valueOf(0) : number(zeroPoint);
    long low = lowest(type);
    long high = highest(type);
    if (zero != null) {
      String scaled = step == null ? steps.divide(x, scale) : x;
      double by = step == null ? 1 : step;
      return steps.apply(new Quantize(by, zero.longValue(), low, high, type, false), scaled);
    }
    String rounded = steps.unary(Unary.Function.ROUND, steps.divide(x, scale));
    String shifted = zeroPoint == null ? rounded : steps.add(rounded, real(zeroPoint));
    return steps.cast(type, steps.unary(Unary.Function.CLIP, low, high, shifted));
  }

  /** The numbers that levels stand for; {@code scale} may be null for 1. */
  String numbers(String levels, @Nullable String scale, @Nullable String zeroPoint) {
    if (scale != null) {
      steps.fixed(scale);
    }
    Literal literal = steps.literal(levels);
    if (literal != null && !literal.dataType().isFloating()) {
      return steps.restored(literal, scaled(levels, scale, zeroPoint));
    }
    Double step = scale == null ? Double.valueOf(1) : number(scale);
    Double zero = zeroPoint == null ? Double.valueOf(0) : number(zeroPoint);
    if (step != null && zero != null) {
      String restored = steps.requantized(levels, step, zero.longValue());
      return restored != null
          ? restored
          : steps.scale(step, -zero * step, steps.cast(DataType.FLOAT32, levels));
    }
    return scaled(levels, scale, zeroPoint);
  }

  private String scaled(String levels, @Nullable String scale, @Nullable String zeroPoint) {
    String value = steps.cast(DataType.FLOAT32, levels);
    String centred =
        zeroPoint == null || isZero(zeroPoint) ? value : steps.subtract(value, real(zeroPoint));
    return scale == null ? centred : steps.multiply(centred, scale);
  }

  private boolean isZero(String zeroPoint) {
    Literal literal = steps.literal(zeroPoint);
    double[] numbers = literal == null || !literal.isKnown() ? null : literal.numbers();
    return numbers != null && Arrays.stream(numbers).allMatch(number -> number == 0);
  }

  private String real(String zeroPoint) {
    return steps.cast(DataType.FLOAT32, zeroPoint);
  }

  /** The one number an operand holds everywhere, or null. */
  private @Nullable Double number(String operand) {
    Literal literal = steps.literal(operand);
    double[] numbers = literal == null || !literal.isKnown() ? null : literal.numbers();
    return numbers != null
            && numbers.length > 0
            && Arrays.stream(numbers).allMatch(number -> number == numbers[0])
        ? Double.valueOf(numbers[0])
        : null;
  }

  /**
   * One number per element of an axis, or per block of it, shaped to broadcast against x.
   *
   * @param block elements that share a number; 0 where numbers are per element of the axis
   */
  String along(String numbers, Shape x, int axis, long block) {
    Shape shape = steps.shape(steps.fixed(numbers));
    if (shape.elements() == 1) {
      return steps.regroup(numbers);
    }
    if (block == 0) {
      if (shape.elements() != x.dim(axis)) {
        throw new WorkloadException(
            "scales or zero points of " + shape + " for axis " + axis + " of " + x);
      }
      long[] dims = new long[x.rank()];
      Arrays.fill(dims, 1);
      dims[axis] = x.dim(axis);
      return steps.regroup(numbers, dims);
    }
    long[] apart = Steps.insert(shape.dims().toArray(), axis + 1, 1);
    long[] repeated = Steps.insert(shape.dims().toArray(), axis + 1, block);
    long[] joined = shape.dims().toArray();
    joined[axis] *= block;
    String all = steps.regroup(steps.expand(steps.regroup(numbers, apart), repeated), joined);
    return steps.part(all, axis, 0, x.dim(axis));
  }

  static long lowest(DataType type) {
    return switch (type) {
      case UINT4, UINT8, UINT16 -> 0;
      default -> -(1L << (type.bits() - 1));
    };
  }

  static long highest(DataType type) {
    return switch (type) {
      case UINT4, UINT8, UINT16 -> (1L << type.bits()) - 1;
      default -> (1L << (type.bits() - 1)) - 1;
    };
  }
}
