package dev.npusim.npu.calibrate;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Least squares with coefficients that are not negative: an area, a power or a time is a sum of
 * parts, none of which takes any away.
 *
 * <p>The problem is convex, and its optimum is the ordinary solution over the coefficients that are
 * not zero (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23). There are few
 * terms, so all 2^n - 1 choices of these are solved by QR decomposition and the best one without a
 * negative coefficient is kept; among equals the one with fewer.
 */
final class LeastSquares {
  /** More terms than anybody has measured rows for, and 255 solutions. */
  static final int MOST_TERMS = 8;

  /** Below this share of the largest singular value, columns of length 1 are taken as dependent. */
  private static final double SINGULAR = 1e-9;

  private LeastSquares() {}

  /**
   * Number of independent columns, each scaled to length 1; columns of zeros are dependent.
   *
   * @param a at least as many rows as columns
   */
  static int rank(double[][] a) {
    DMatrixRMaj scaled = new DMatrixRMaj(a);
    for (int column = 0; column < scaled.numCols; column++) {
      double length = norm(a, column);
      for (int row = 0; row < scaled.numRows; row++) {
        scaled.set(row, column, length == 0 ? 0 : scaled.get(row, column) / length);
      }
    }
    double[] singular = SingularOps_DDRM.singularValues(scaled);
    int rank = 0;
    for (double value : singular) {
      rank += value > SINGULAR * singular[0] ? 1 : 0;
    }
    return rank;
  }

  /** Length of a column. */
  static double norm(double[][] a, int column) {
    double largest = 0;
    for (double[] row : a) {
      largest = Math.max(largest, Math.abs(row[column]));
    }
    if (largest == 0) {
      return 0;
    }
    double sum = 0;
    for (double[] row : a) {
      sum += (row[column] / largest) * (row[column] / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /**
   * Minimises |a x - b| over x >= 0.
   *
   * @param a m x n of full column rank, n at most {@value #MOST_TERMS}
   * @param b m
   */
  static double[] nonNegative(double[][] a, double[] b) {
    int n = a[0].length;
    double[] best = new double[n];
    double least = Double.POSITIVE_INFINITY;
    for (int size = 1; size <= n; size++) {
      for (int choice = 1; choice < 1 << n; choice++) {
        if (Integer.bitCount(choice) == size) {
          double[] x = solve(a, b, choice);
          double residual = residual(a, b, x);
          // Fewer terms win unless more are better by more than rounding.
          if (isAllowed(x) && residual < least * (1 - 1e-12)) {
            best = x;
            least = residual;
          }
        }
      }
    }
    return best;
  }

  private static boolean isAllowed(double[] x) {
    for (double value : x) {
      if (!(value >= 0) || Double.isInfinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static double residual(double[][] a, double[] b, double[] x) {
    double sum = 0;
    for (int row = 0; row < a.length; row++) {
      double off = -b[row];
      for (int column = 0; column < x.length; column++) {
        off += a[row][column] * x[column];
      }
      sum += off * off;
    }
    return sum;
  }

  /** The ordinary solution over the columns in {@code choice}, a bit each; zero elsewhere. */
  private static double[] solve(double[][] a, double[] b, int choice) {
    int n = a[0].length;
    int[] columns = new int[Integer.bitCount(choice)];
    double[] lengths = new double[columns.length];
    for (int column = 0, next = 0; column < n; column++) {
      if ((choice >> column & 1) == 1) {
        lengths[next] = norm(a, column);
        columns[next++] = column;
      }
    }
    DMatrixRMaj chosen = new DMatrixRMaj(a.length, columns.length);
    for (int row = 0; row < a.length; row++) {
      for (int i = 0; i < columns.length; i++) {
        chosen.set(row, i, a[row][columns[i]] / lengths[i]);
      }
    }
    LinearSolverDense<DMatrixRMaj> solver =
        LinearSolverFactory_DDRM.leastSquares(a.length, columns.length);
    double[] x = new double[n];
    if (!solver.setA(chosen)) {
      throw new IllegalArgumentException("dependent columns");
    }
    DMatrixRMaj solution = new DMatrixRMaj(columns.length, 1);
    solver.solve(DMatrixRMaj.wrap(b.length, 1, b.clone()), solution);
    for (int i = 0; i < columns.length; i++) {
      x[columns[i]] = solution.get(i) / lengths[i];
    }
    return x;
  }

  /** a x. */
  static double[] product(double[][] a, double[] x) {
    DMatrixRMaj result = new DMatrixRMaj(a.length, 1);
    CommonOps_DDRM.mult(new DMatrixRMaj(a), DMatrixRMaj.wrap(x.length, 1, x.clone()), result);
    return result.data.clone();
  }
}
