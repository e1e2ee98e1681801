package dev.npusim.ir.reference;

import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import java.util.List;

/** Elements in other places. */
final class ArrangementKernels {
  private ArrangementKernels() {}

  static double[] reshape(Reshape op, List<Tensor> in, TensorType out) {
    return StoredSequence.toRowMajor(StoredSequence.of(in.get(0)), out);
  }

  static double[] permute(Permute op, List<Tensor> in, TensorType out) {
    Shape factors = new Shape(op.factors());
    int[] strides = Offsets.strides(factors);
    int[] dims = op.order().stream().mapToInt(i -> (int) factors.dim(i)).toArray();
    int[] moved = op.order().stream().mapToInt(i -> strides[i]).toArray();
    double[] stored = StoredSequence.of(in.get(0));
    return StoredSequence.toRowMajor(Offsets.pick(stored, Offsets.of(dims, 0, moved)), out);
  }

  static double[] concat(Concat op, List<Tensor> in, TensorType out) {
    double[] joined = new double[Math.toIntExact(out.elements())];
    int[] strides = Offsets.strides(out.shape());
    int start = 0;
    for (Tensor part : in) {
      int[] places = Offsets.of(Offsets.dims(part.shape()), start, strides);
      Offsets.put(part.values(), places, joined);
      start += part.dim(op.axis()) * strides[op.axis()];
    }
    return joined;
  }

  static double[] slice(Slice op, List<Tensor> in, TensorType out) {
    int[] strides = Offsets.strides(in.get(0).shape());
    int start = Math.toIntExact(op.start()) * strides[op.axis()];
    int[] places = Offsets.of(Offsets.dims(out.shape()), start, strides);
    return Offsets.pick(in.get(0).values(), places);
  }

  static double[] expand(Expand op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    return Offsets.pick(x.values(), Offsets.broadcast(x.shape(), out.shape()));
  }

  /** Axis by axis; an element that comes from nowhere is at -1. */
  static double[] pad(Pad op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int[] strides = Offsets.strides(x.shape());
    int[] places = {0};
    for (int axis = 0; axis < strides.length; axis++) {
      int width = Math.toIntExact(out.shape().dim(axis));
      int[] finer = new int[places.length * width];
      for (int i = 0; i < finer.length; i++) {
        int from = source(op.fill(), i % width - op.before().get(axis), x.dim(axis));
        int outer = places[i / width];
        finer[i] = outer < 0 || from < 0 ? -1 : outer + from * strides[axis];
      }
      places = finer;
    }
    double[] padded = new double[places.length];
    for (int i = 0; i < padded.length; i++) {
      padded[i] = places[i] < 0 ? op.value() : x.at(places[i]);
    }
    return padded;
  }

  /** The element of an axis that stands at {@code position}, which may lie outside. */
  private static int source(Pad.Fill fill, int position, int extent) {
    boolean inside = position >= 0 && position < extent;
    return switch (fill) {
      case CONSTANT -> inside ? position : -1;
      case EDGE -> Math.max(0, Math.min(extent - 1, position));
      case WRAP -> Math.floorMod(position, extent);
      case REFLECT -> {
        int period = Math.max(1, 2 * (extent - 1));
        int place = Math.floorMod(position, period);
        yield Math.min(place, period - place) % extent;
      }
    };
  }
}
