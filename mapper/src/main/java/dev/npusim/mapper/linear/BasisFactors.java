package dev.npusim.mapper.linear;

import java.util.Arrays;

/**
 * The inverse of a basis as a sparse product: lower and upper triangular factors by Markowitz's
 * rule with threshold pivoting (Suhl and Suhl, "Computing sparse LU factorizations for large-scale
 * linear programming bases", 1990), and an eta column per exchange since (product form).
 *
 * <p>The column that pivots on row {@code r} takes basis position {@code r}, so one index serves
 * for both.
 */
final class BasisFactors {
  private static final double TINY = 1e-13;

  private final int m;

  /** Pivots other than those of unit columns, in the order of elimination. */
  private final int[] order;

  private int pivots;
  private final double[] pivot;

  /** Every row that has pivoted, unit columns first: the order of the transposed solve. */
  private final int[] rowOrder;

  private final Etas lower = new Etas();
  private final Etas exchanges = new Etas();
  private SparseMatrix upperColumns = new SparseMatrix(new int[1], new int[0], new double[0]);
  private SparseMatrix upperRows = new SparseMatrix(new int[1], new int[0], new double[0]);

  BasisFactors(int m) {
    this.m = m;
    order = new int[m];
    rowOrder = new int[m];
    pivot = new double[m];
  }

  /** Columns with one special row each, applied one after the other. */
  private static final class Etas {
    private int count;
    private int[] row = new int[64];
    private double[] diagonal = new double[64];
    private int[] start = new int[65];
    private int[] index = new int[1024];
    private double[] value = new double[1024];

    void clear() {
      count = 0;
    }

    int entries() {
      return start[count];
    }

    void begin(int special, double onDiagonal) {
      if (count + 2 > start.length) {
        row = Arrays.copyOf(row, 2 * count + 2);
        diagonal = Arrays.copyOf(diagonal, 2 * count + 2);
        start = Arrays.copyOf(start, 2 * count + 3);
      }
      row[count] = special;
      diagonal[count] = onDiagonal;
      start[count + 1] = start[count];
      count++;
    }

    void add(int at, double amount) {
      int end = start[count];
      if (end == index.length) {
        index = Arrays.copyOf(index, 2 * end);
        value = Arrays.copyOf(value, 2 * end);
      }
      index[end] = at;
      value[end] = amount;
      start[count] = end + 1;
    }
  }

  /**
   * Factorises.
   *
   * @param head the columns; reordered so that each stands at the row it pivots on
   * @param width columns below this are those of {@code columns}, others the unit columns
   * @return rows without a pivot because the columns depend on each other, whose unit columns have
   *     replaced columns of {@code head}; 0 if it is regular
   */
  int factorise(int[] head, int width, SparseMatrix columns) {
    lower.clear();
    exchanges.clear();
    pivots = 0;
    int done = 0;
    boolean[] pivoted = new boolean[m];
    int[] structural = new int[m];
    int many = 0;
    for (int k = 0; k < m; k++) {
      if (head[k] >= width) {
        int row = head[k] - width;
        pivoted[row] = true;
        pivot[row] = 1;
        rowOrder[done++] = row;
      } else {
        structural[many++] = head[k];
      }
    }
    int[] chosen = new int[m];
    Arrays.fill(chosen, -1);
    MarkowitzElimination work = new MarkowitzElimination(m, structural, many, columns, pivoted);
    while (work.next()) {
      int row = work.pivotRow();
      chosen[row] = work.pivotColumn();
      pivot[row] = work.pivotValue();
      order[pivots++] = row;
      rowOrder[done++] = row;
      pivoted[row] = true;
      if (work.lowerCount() > 0) {
        lower.begin(row, 1);
        for (int k = 0; k < work.lowerCount(); k++) {
          lower.add(work.lowerRow(k), work.lowerValue(k));
        }
      }
    }
    int missing = 0;
    for (int row = 0; row < m; row++) {
      if (!pivoted[row]) {
        missing++;
        pivot[row] = 1;
        rowOrder[done++] = row;
      }
      head[row] = chosen[row] < 0 ? width + row : structural[chosen[row]];
    }
    int[] rowOf = new int[many];
    Arrays.fill(rowOf, -1);
    for (int row = 0; row < m; row++) {
      if (chosen[row] >= 0) {
        rowOf[chosen[row]] = row;
      }
    }
    upperColumns = work.upper(rowOf);
    upperRows = upperColumns.transposed(m);
    return missing;
  }

  /** Exchanges since the last factorisation. */
  int exchangeCount() {
    return exchanges.count;
  }

  /** Whether a new factorisation would pay: etas cost as much as the factors themselves. */
  boolean isLong() {
    return exchanges.count >= 100
        || exchanges.entries() > 3 * (m + upperColumns.index().length + lower.entries());
  }

  /** {@code x := B^-1 x}. */
  void forward(double[] x) {
    for (int e = 0; e < lower.count; e++) {
      double at = x[lower.row[e]];
      if (at != 0) {
        for (int k = lower.start[e]; k < lower.start[e + 1]; k++) {
          x[lower.index[k]] -= lower.value[k] * at;
        }
      }
    }
    int[] start = upperColumns.start();
    int[] index = upperColumns.index();
    double[] value = upperColumns.value();
    for (int p = pivots - 1; p >= 0; p--) {
      int row = order[p];
      double at = x[row];
      if (at != 0) {
        at /= pivot[row];
        x[row] = at;
        for (int k = start[row]; k < start[row + 1]; k++) {
          x[index[k]] -= value[k] * at;
        }
      }
    }
    for (int e = 0; e < exchanges.count; e++) {
      int row = exchanges.row[e];
      double at = x[row];
      if (at != 0) {
        at /= exchanges.diagonal[e];
        x[row] = at;
        for (int k = exchanges.start[e]; k < exchanges.start[e + 1]; k++) {
          x[exchanges.index[k]] -= exchanges.value[k] * at;
        }
      }
    }
  }

  /** {@code y := B^-T y}. */
  void backward(double[] y) {
    for (int e = exchanges.count - 1; e >= 0; e--) {
      double sum = y[exchanges.row[e]];
      for (int k = exchanges.start[e]; k < exchanges.start[e + 1]; k++) {
        sum -= exchanges.value[k] * y[exchanges.index[k]];
      }
      y[exchanges.row[e]] = sum / exchanges.diagonal[e];
    }
    int[] start = upperRows.start();
    int[] index = upperRows.index();
    double[] value = upperRows.value();
    for (int p = 0; p < m; p++) {
      int row = rowOrder[p];
      double at = y[row];
      if (at != 0) {
        at /= pivot[row];
        y[row] = at;
        for (int k = start[row]; k < start[row + 1]; k++) {
          y[index[k]] -= value[k] * at;
        }
      }
    }
    for (int e = lower.count - 1; e >= 0; e--) {
      double sum = y[lower.row[e]];
      for (int k = lower.start[e]; k < lower.start[e + 1]; k++) {
        sum -= lower.value[k] * y[lower.index[k]];
      }
      y[lower.row[e]] = sum;
    }
  }

  /** Position {@code row} gets a new column; {@code alpha} is its {@link #forward} image. */
  void exchange(int row, double[] alpha) {
    exchanges.begin(row, alpha[row]);
    for (int i = 0; i < m; i++) {
      if (i != row && Math.abs(alpha[i]) > TINY) {
        exchanges.add(i, alpha[i]);
      }
    }
  }
}
