package dev.npusim.workloads.logical;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A tensor known before the run: weights and small numbers.
 *
 * @param origin its name in the file, also where only its shape was changed since
 * @param dims extents; an extent of 0 is allowed here
 * @param integers contents of an integer tensor, where they are in the file and few
 * @param reals contents of a floating tensor, where they are in the file and few
 */
public record Literal(
    String origin,
    ImmutableLongArray dims,
    DataType dataType,
    @Nullable ImmutableLongArray integers,
    @Nullable ImmutableDoubleArray reals) {

  /** Above this many elements contents are not looked at. */
  public static final int MOST_CONTENTS = 4096;

  public static Literal unknown(String origin, ImmutableLongArray dims, DataType dataType) {
    return new Literal(origin, dims, dataType, null, null);
  }

  public static Literal ofIntegers(String origin, ImmutableLongArray dims, long... values) {
    return new Literal(origin, dims, DataType.INT64, ImmutableLongArray.copyOf(values), null);
  }

  public static Literal ofReals(
      String origin, ImmutableLongArray dims, DataType dataType, double... values) {
    return new Literal(origin, dims, dataType, null, ImmutableDoubleArray.copyOf(values));
  }

  public boolean isKnown() {
    return integers != null || reals != null;
  }

  /**
   * @throws ArithmeticException above 2^63
   */
  public long elements() {
    long product = 1;
    for (int axis = 0; axis < dims.length(); axis++) {
      product = Math.multiplyExact(product, dims.get(axis));
    }
    return product;
  }

  /** The same contents under other extents. */
  public Literal withDims(ImmutableLongArray newDims) {
    return new Literal(origin, newDims, dataType, integers, reals);
  }

  /** The only number, or null where there are several or it is not in the file. */
  public @Nullable Double scalar() {
    if (reals != null && reals.length() == 1) {
      return reals.get(0);
    }
    return integers != null && integers.length() == 1 ? (double) integers.get(0) : null;
  }

  /** True when the contents are known and all are {@code value}. */
  public boolean isFilledWith(double value) {
    return reals != null && reals.stream().allMatch(number -> number == value);
  }
}
