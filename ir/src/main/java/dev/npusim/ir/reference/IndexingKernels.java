package dev.npusim.ir.reference;

import dev.npusim.ir.IrException;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Scatter;
import dev.npusim.ir.op.Take;
import dev.npusim.ir.op.TakeElements;
import dev.npusim.ir.op.TakeNd;
import java.util.Arrays;
import java.util.List;

/** Elements at computed positions. Negative positions count from the end. */
final class IndexingKernels {
  private IndexingKernels() {}

  static double[] gather(Gather op, List<Tensor> in, TensorType out) {
    return take(in.get(1), in.get(0), 0);
  }

  static double[] take(Take op, List<Tensor> in, TensorType out) {
    return take(in.get(0), in.get(1), op.axis());
  }

  private static double[] take(Tensor x, Tensor indices, int axis) {
    Shape shape = x.shape();
    int outer = Math.toIntExact(shape.product(0, axis));
    int inner = Math.toIntExact(shape.product(axis + 1, shape.rank()));
    double[] taken = new double[outer * indices.size() * inner];
    for (int i = 0; i < taken.length; i++) {
      int slice = i / inner / indices.size() * x.dim(axis);
      int index = position(indices.at(i / inner % indices.size()), x.dim(axis));
      taken[i] = x.at((slice + index) * inner + i % inner);
    }
    return taken;
  }

  static double[] takeElements(TakeElements op, List<Tensor> in, TensorType out) {
    return Offsets.pick(in.get(0).values(), addressed(in.get(0), in.get(1), op.axis()));
  }

  /** For every element of the indices the place in x that it addresses along {@code axis}. */
  private static int[] addressed(Tensor x, Tensor indices, int axis) {
    int[] strides = Offsets.strides(x.shape());
    int stride = strides[axis];
    strides[axis] = 0;
    int[] places = Offsets.of(Offsets.dims(indices.shape()), 0, strides);
    for (int i = 0; i < places.length; i++) {
      places[i] += stride * position(indices.at(i), x.dim(axis));
    }
    return places;
  }

  static double[] takeNd(TakeNd op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    Tensor indices = in.get(1);
    int tuples = indices.size() / indices.dim(-1);
    int perBatch = tuples / Math.toIntExact(x.shape().product(0, op.batchAxes()));
    int[] starts = new int[tuples];
    int batchSize = Math.toIntExact(x.shape().product(op.batchAxes(), x.shape().rank()));
    for (int tuple = 0; tuple < tuples; tuple++) {
      starts[tuple] = tuple / perBatch * batchSize + tuple(x, op.batchAxes(), indices, tuple);
    }
    return Offsets.pick(x.values(), slices(starts, slice(x, op.batchAxes(), indices)));
  }

  /** Place that one tuple of indices addresses, from {@code firstAxis} on. */
  private static int tuple(Tensor x, int firstAxis, Tensor indices, int tuple) {
    int[] strides = Offsets.strides(x.shape());
    int place = 0;
    for (int i = 0; i < indices.dim(-1); i++) {
      int axis = firstAxis + i;
      place += strides[axis] * position(indices.at(tuple * indices.dim(-1) + i), x.dim(axis));
    }
    return place;
  }

  /** Elements that one tuple addresses. */
  private static int slice(Tensor x, int firstAxis, Tensor indices) {
    return Math.toIntExact(x.shape().product(firstAxis + indices.dim(-1), x.shape().rank()));
  }

  private static int[] slices(int[] starts, int length) {
    int[] places = new int[starts.length * length];
    Arrays.setAll(places, i -> starts[i / length] + i % length);
    return places;
  }

  static double[] scatter(Scatter op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    Tensor indices = in.get(1);
    Tensor updates = in.get(2);
    int[] places =
        switch (op.addressing()) {
          case ELEMENTS -> addressed(x, indices, op.axis());
          case TUPLES -> {
            int[] starts = new int[indices.size() / indices.dim(-1)];
            Arrays.setAll(starts, i -> tuple(x, 0, indices, i));
            yield slices(starts, slice(x, 0, indices));
          }
        };
    if (places.length != updates.size()) {
      throw new IrException(updates.size() + " updates for " + places.length + " places");
    }
    double[] result = x.toArray();
    for (int i = 0; i < places.length; i++) {
      double old = result[places[i]];
      double update = updates.at(i);
      result[places[i]] =
          switch (op.combination()) {
            case REPLACE -> update;
            case ADD -> old + update;
            case MULTIPLY -> old * update;
            case MINIMUM -> Math.min(old, update);
            case MAXIMUM -> Math.max(old, update);
          };
    }
    return result;
  }

  private static int position(double index, int extent) {
    int position = (int) (index < 0 ? index + extent : index);
    if (position < 0 || position >= extent) {
      throw new IrException("index " + (long) index + " of " + extent + " elements");
    }
    return position;
  }
}
