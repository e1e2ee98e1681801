package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Tensor;

/**
 * Keys and values of B,H,S,D as a graph takes and leaves them: B,S,H*D where attention reads them
 * so, and of a cache that grows only the new tokens.
 */
final class KeptCache {
  private KeptCache() {}

  /** {@code given} as the graph takes it, which may be as it is. */
  static Tensor taken(Tensor given, TensorType type) {
    return given.shape().equals(type.shape())
        ? given
        : new Tensor(type, tokens(given, given.dim(2), true));
  }

  /** What a graph leaves of {@code whole} where it leaves a tensor of {@code shape}. */
  static Tensor left(Tensor whole, Shape shape) {
    if (shape.equals(whole.shape()) || whole.shape().rank() != 4) {
      return whole;
    }
    boolean first = shape.rank() == 3;
    double[] added = tokens(whole, Math.toIntExact(shape.dim(first ? 1 : 2)), first);
    return new Tensor(whole.type().withShape(shape), added);
  }

  /**
   * The last tokens.
   *
   * @param first tokens outside, heads inside
   */
  private static double[] tokens(Tensor x, int count, boolean first) {
    int heads = x.dim(1);
    double[] moved = new double[x.dim(0) * count * heads * x.dim(3)];
    for (int i = 0; i < moved.length; i++) {
      int row = i / x.dim(3) % (count * heads);
      int head = first ? row % heads : row / count;
      int token = (first ? row / heads : row % count) + x.dim(2) - count;
      int batch = i / x.dim(3) / (count * heads);
      moved[i] = x.at(((batch * heads + head) * x.dim(2) + token) * x.dim(3) + i % x.dim(3));
    }
    return moved;
  }
}
