package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Literals by rule; large ones are worked out when somebody computes with them. */
final class Fillings {
  private Fillings() {}

  /** The same number everywhere. */
  static Literal of(String origin, ImmutableLongArray dims, DataType type, double value) {
    return of(origin, dims, type, i -> value);
  }

  /** Truth values of a matrix by row and column. */
  static Literal pattern(String origin, Shape shape, Steps.Pattern pattern) {
    int columns = Math.toIntExact(shape.dim(1));
    return of(
        origin, shape.dims(), DataType.BOOL, i -> pattern.at(i / columns, i % columns) ? 1 : 0);
  }

  /**
   * @param rule the number at a place in row-major order
   */
  static Literal of(
      String origin, ImmutableLongArray dims, DataType type, IntToDoubleFunction rule) {
    long elements = Literals.elements(Literal.unknown(origin, dims, type));
    if (elements > Literal.MOST_CONTENTS) {
      return Literal.of(origin, dims, type, () -> numbers(Math.toIntExact(elements), rule));
    }
    double[] numbers = numbers((int) elements, rule);
    return type.isFloating()
        ? Literal.ofReals(origin, dims, type, numbers)
        : new Literal(
            origin,
            dims,
            type,
            ImmutableLongArray.copyOf(Arrays.stream(numbers).mapToLong(number -> (long) number)),
            null);
  }

  private static double[] numbers(int count, IntToDoubleFunction rule) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, rule);
    return numbers;
  }
}
