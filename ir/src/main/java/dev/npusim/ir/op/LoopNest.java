package dev.npusim.ir.op;

/** The loops of a contraction, without an order; tiling and order are the mapper's choice. */
public sealed interface LoopNest {
  /** Product of all loop bounds. */
  long macs();

  /** The same work as a batch of matrix products. */
  Matrix asMatrix();

  /**
   * {@code batch} independent products of an M x K by a K x N matrix.
   *
   * @param k the reduction
   */
  record Matrix(long batch, long m, long n, long k) implements LoopNest {
    @Override
    public long macs() {
      return Math.multiplyExact(Math.multiplyExact(batch, m), Math.multiplyExact(n, k));
    }

    @Override
    public Matrix asMatrix() {
      return this;
    }
  }

  /**
   * A convolution.
   *
   * @param n batch
   * @param g groups
   * @param k output channels per group
   * @param c input channels per group
   * @param p output rows
   * @param q output columns
   * @param r kernel rows
   * @param s kernel columns
   */
  record Conv(long n, long g, long k, long c, long p, long q, long r, long s) implements LoopNest {
    @Override
    public long macs() {
      return asMatrix().macs();
    }

    /** Per group: M = N*P*Q, N = K, K = C*R*S. */
    @Override
    public Matrix asMatrix() {
      return new Matrix(
          g,
          Math.multiplyExact(n, Math.multiplyExact(p, q)),
          k,
          Math.multiplyExact(c, Math.multiplyExact(r, s)));
    }
  }
}
