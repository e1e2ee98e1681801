package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.workloads.logical.Contents;
import dev.npusim.workloads.logical.Literal;
import org.jspecify.annotations.Nullable;

/** Cuts literals. */
final class LiteralParts {
  private LiteralParts() {}

  /** Elements {@code start} to {@code start + length} of an axis; named after the whole. */
  static Literal of(Literal whole, int axis, long start, long length) {
    long[] dims = whole.dims().toArray();
    long outer = 1;
    long inner = 1;
    for (int i = 0; i < dims.length; i++) {
      outer *= i < axis ? dims[i] : 1;
      inner *= i > axis ? dims[i] : 1;
    }
    Cut cut =
        new Cut(
            Math.toIntExact(outer),
            Math.toIntExact(dims[axis] * inner),
            Math.toIntExact(start * inner),
            Math.toIntExact(length * inner));
    dims[axis] = length;
    ImmutableLongArray integers = whole.integers();
    ImmutableDoubleArray reals = whole.reals();
    Contents contents = whole.contents();
    return new Literal(
        whole.origin() + "[" + axis + ":" + start + "+" + length + "]",
        ImmutableLongArray.copyOf(dims),
        whole.dataType(),
        integers == null ? null : ImmutableLongArray.copyOf(cut.of(integers.toArray())),
        reals == null ? null : ImmutableDoubleArray.copyOf(cut.of(reals.toArray())),
        contents == null ? null : () -> cut.ofNullable(contents.read()));
  }

  /** The same piece of each of {@code outer} rows. */
  private record Cut(int outer, int stride, int offset, int length) {
    double[] of(double[] numbers) {
      double[] part = new double[outer * length];
      for (int row = 0; row < outer; row++) {
        System.arraycopy(numbers, row * stride + offset, part, row * length, length);
      }
      return part;
    }

    long[] of(long[] numbers) {
      long[] part = new long[outer * length];
      for (int row = 0; row < outer; row++) {
        System.arraycopy(numbers, row * stride + offset, part, row * length, length);
      }
      return part;
    }

    double @Nullable [] ofNullable(double @Nullable [] numbers) {
      return numbers == null ? null : of(numbers);
    }
  }
}
