package dev.npusim.workloads.logical;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor known before the run: weights and small numbers. At most one of {@code integers}, {@code
 * reals} and {@code contents} is there.
 *
 * @param origin its name in the file, also where only its shape was changed since
 * @param dims extents; an extent of 0 is allowed here
 * @param integers contents of an integer tensor, where they are in the file and few
 * @param reals contents of a floating tensor, where they are in the file and few
 * @param contents any other contents, read when needed
 */
public record Literal(
    String origin,
    ImmutableLongArray dims,
    DataType dataType,
    @Nullable ImmutableLongArray integers,
    @Nullable ImmutableDoubleArray reals,
    @Nullable Contents contents) {

  /** Above this many elements contents are looked at only when somebody computes with them. */
  public static final int MOST_CONTENTS = 4096;

  public Literal(
      String origin,
      ImmutableLongArray dims,
      DataType dataType,
      @Nullable ImmutableLongArray integers,
      @Nullable ImmutableDoubleArray reals) {
    this(origin, dims, dataType, integers, reals, null);
  }

  public static Literal unknown(String origin, ImmutableLongArray dims, DataType dataType) {
    return new Literal(origin, dims, dataType, null, null, null);
  }

  /** A tensor whose contents are read when needed. */
  public static Literal of(
      String origin, ImmutableLongArray dims, DataType dataType, Contents contents) {
    return new Literal(origin, dims, dataType, null, null, contents);
  }

  public static Literal ofIntegers(String origin, ImmutableLongArray dims, long... values) {
    return new Literal(origin, dims, DataType.INT64, ImmutableLongArray.copyOf(values), null);
  }

  public static Literal ofReals(
      String origin, ImmutableLongArray dims, DataType dataType, double... values) {
    return new Literal(origin, dims, dataType, null, ImmutableDoubleArray.copyOf(values));
  }

  /** True when the contents are at hand without reading. */
  public boolean isKnown() {
    return integers != null || reals != null;
  }

  /**
   * All numbers in row-major order of {@link #dims}, or null where the model does not hold them.
   *
   * @throws dev.npusim.workloads.WorkloadException where they are damaged
   */
  public double @Nullable [] numbers() {
    if (reals != null) {
      return reals.toArray();
    }
    if (integers != null) {
      return integers.stream().asDoubleStream().toArray();
    }
    return contents == null ? null : contents.read();
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

  public Literal withOrigin(String newOrigin) {
    return new Literal(newOrigin, dims, dataType, integers, reals, contents);
  }

  /** The same numbers, held in elements of another type. */
  public Literal storedAs(DataType newType) {
    return new Literal(origin, dims, newType, integers, reals, contents);
  }

  /** The same contents in the same order under other extents. */
  public Literal withDims(ImmutableLongArray newDims) {
    return new Literal(origin, newDims, dataType, integers, reals, contents);
  }

  /**
   * Axis {@code i} of the result is axis {@code axes[i]} of this one; elements move accordingly.
   *
   * @param axes a permutation
   */
  public Literal transposed(List<Integer> axes) {
    ImmutableLongArray turned = Contents.Turned.permuted(dims, axes);
    if (!isKnown()) {
      Contents moved = contents == null ? null : contents.transposed(dims, axes);
      return new Literal(origin, turned, dataType, null, null, moved);
    }
    int[] origins = Contents.Turned.origins(dims, axes);
    return new Literal(
        origin,
        turned,
        dataType,
        integers == null
            ? null
            : ImmutableLongArray.copyOf(Arrays.stream(origins).mapToLong(integers::get)),
        reals == null
            ? null
            : ImmutableDoubleArray.copyOf(Arrays.stream(origins).mapToDouble(reals::get)));
  }

  /**
   * The same numbers in another element type: cut to whole ones where that type holds no others, 0
   * and 1 for booleans. Between floating types nothing is rounded; a run decides its precision.
   */
  public Literal converted(String newOrigin, DataType target) {
    if (integers != null && !target.isFloating()) {
      long[] values = integers.toArray();
      if (target == DataType.BOOL) {
        values = Arrays.stream(values).map(value -> value == 0 ? 0 : 1).toArray();
      }
      return new Literal(newOrigin, dims, target, ImmutableLongArray.copyOf(values), null);
    }
    Contents before = contents;
    if (before != null) {
      return of(newOrigin, dims, target, () -> converted(before.read(), target));
    }
    double[] values = converted(numbers(), target);
    if (values == null) {
      return unknown(newOrigin, dims, target);
    }
    return target.isFloating()
        ? ofReals(newOrigin, dims, target, values)
        : new Literal(
            newOrigin,
            dims,
            target,
            ImmutableLongArray.copyOf(Arrays.stream(values).mapToLong(value -> (long) value)),
            null);
  }

  private static double @Nullable [] converted(double @Nullable [] numbers, DataType target) {
    if (numbers == null || target.isFloating()) {
      return numbers;
    }
    return Arrays.stream(numbers)
        .map(value -> target == DataType.BOOL ? (value == 0 ? 0 : 1) : (long) value)
        .toArray();
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
