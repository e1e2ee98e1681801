package dev.npusim.ir.reference;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Products of row-major matrices. */
final class Matrices {
  private Matrices() {}

  /** {@code a} of m x k times {@code b} of k x n. */
  static double[] product(double[] a, double[] b, int m, int n, int k) {
    DMatrixRMaj c = new DMatrixRMaj(m, n);
    CommonOps_DDRM.mult(DMatrixRMaj.wrap(m, k, a), DMatrixRMaj.wrap(k, n, b), c);
    return c.data;
  }

  /** {@code a} of m x k times the transpose of {@code b} of n x k. */
  static double[] productTransposed(double[] a, double[] b, int m, int n, int k) {
    DMatrixRMaj c = new DMatrixRMaj(m, n);
    CommonOps_DDRM.multTransB(DMatrixRMaj.wrap(m, k, a), DMatrixRMaj.wrap(n, k, b), c);
    return c.data;
  }
}
