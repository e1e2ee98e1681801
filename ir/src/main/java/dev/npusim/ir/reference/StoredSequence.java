package dev.npusim.ir.reference;

import dev.npusim.ir.Layout;
import dev.npusim.ir.TensorType;

/** Between the row-major order of a shape and the order that its layout stores elements in. */
final class StoredSequence {
  private StoredSequence() {}

  static double[] of(Tensor tensor) {
    return Offsets.pick(tensor.values(), rowMajorPositions(tensor.type()));
  }

  static double[] toRowMajor(double[] stored, TensorType type) {
    double[] logical = new double[stored.length];
    Offsets.put(stored, rowMajorPositions(type), logical);
    return logical;
  }

  /** For each stored element its place in row-major order: an image is stored N,H,W,C. */
  private static int[] rowMajorPositions(TensorType type) {
    int elements = Math.toIntExact(type.elements());
    if (type.layout() == Layout.ROW_MAJOR) {
      return Offsets.of(new int[] {elements}, 0, 1);
    }
    int batch = Math.toIntExact(type.shape().dim(0));
    int channels = Math.toIntExact(type.shape().dim(1));
    int positions = elements / batch / channels;
    int[] dims = {batch, positions, channels};
    return Offsets.of(dims, 0, channels * positions, 1, positions);
  }
}
