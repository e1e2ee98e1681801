package dev.npusim.ir;

import com.google.common.primitives.ImmutableLongArray;
import java.util.stream.Collectors;

/** Extents of a tensor, outermost first; a scalar has none. Every extent is at least 1. */
public record Shape(ImmutableLongArray dims) {
  public Shape {
    long product = 1;
    for (int axis = 0; axis < dims.length(); axis++) {
      if (dims.get(axis) < 1) {
        throw new IrException(
            "extent " + dims.get(axis) + " at axis " + axis + " of shape " + dims);
      }
      try {
        product = Math.multiplyExact(product, dims.get(axis));
      } catch (ArithmeticException overflow) {
        throw new IrException("shape " + dims + " has more than 2^63 elements", overflow);
      }
    }
  }

  public static Shape of(long... dims) {
    return new Shape(ImmutableLongArray.copyOf(dims));
  }

  public int rank() {
    return dims.length();
  }

  /**
   * The extent at {@code axis}; negative axes count from the end.
   *
   * @throws IrException where there is no such axis
   */
  public long dim(int axis) {
    return dims.get(counted(axis));
  }

  private int counted(int axis) {
    int counted = axis < 0 ? axis + rank() : axis;
    if (counted < 0 || counted >= rank()) {
      throw new IrException("a tensor of " + this + " has no axis " + axis);
    }
    return counted;
  }

  public long elements() {
    return product(0, rank());
  }

  /** The product of the extents at axes {@code from} (inclusive) to {@code to} (exclusive). */
  public long product(int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dims.get(axis);
    }
    return product;
  }

  /** This shape with the extent at {@code axis} replaced; negative axes count from the end. */
  public Shape with(int axis, long extent) {
    long[] copy = dims.toArray();
    copy[counted(axis)] = extent;
    return of(copy);
  }

  /** Extents joined by x, as in {@code 1x320x64x64}; {@code scalar} for rank 0. */
  @Override
  public String toString() {
    return rank() == 0
        ? "scalar"
        : dims.stream().mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
