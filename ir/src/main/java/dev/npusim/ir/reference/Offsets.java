package dev.npusim.ir.reference;

import dev.npusim.ir.Shape;

/** Positions in flat arrays. Every rearrangement is a list of them. */
final class Offsets {
  private Offsets() {}

  /**
   * {@code start} plus the sum of index times stride, for every index of {@code dims} in row-major
   * order.
   */
  static int[] of(int[] dims, int start, int... strides) {
    int[] offsets = {start};
    for (int axis = 0; axis < dims.length; axis++) {
      int[] finer = new int[offsets.length * dims[axis]];
      for (int i = 0; i < finer.length; i++) {
        finer[i] = offsets[i / dims[axis]] + i % dims[axis] * strides[axis];
      }
      offsets = finer;
    }
    return offsets;
  }

  static int[] dims(Shape shape) {
    return shape.dims().stream().mapToInt(Math::toIntExact).toArray();
  }

  /** Distances between neighbours along each axis of a tensor in row-major order. */
  static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = Math.toIntExact(shape.product(axis + 1, shape.rank()));
    }
    return strides;
  }

  /** Where each element of {@code whole} finds its operand in a tensor that broadcasts to it. */
  static int[] broadcast(Shape operand, Shape whole) {
    int missing = whole.rank() - operand.rank();
    int[] own = strides(operand);
    int[] strides = new int[whole.rank()];
    for (int axis = missing; axis < strides.length; axis++) {
      strides[axis] = operand.dim(axis - missing) == 1 ? 0 : own[axis - missing];
    }
    return of(dims(whole), 0, strides);
  }

  static double[] pick(double[] values, int[] offsets) {
    double[] picked = new double[offsets.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[offsets[i]];
    }
    return picked;
  }

  static void put(double[] values, int[] offsets, double[] target) {
    for (int i = 0; i < values.length; i++) {
      target[offsets[i]] = values[i];
    }
  }
}
