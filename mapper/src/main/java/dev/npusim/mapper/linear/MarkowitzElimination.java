package dev.npusim.mapper.linear;

import java.util.Arrays;

/**
 * Gaussian elimination of sparse columns: each pivot has few other entries in its row and column
 * (Markowitz, 1957) and is not much smaller than the largest of its column. Lines of equal count
 * are chained, so that singletons come first at no cost.
 */
final class MarkowitzElimination {
  /** A pivot has at least this share of the largest entry of its column. */
  private static final double THRESHOLD = 0.1;

  /** Smaller entries are no pivots. */
  private static final double LEAST_PIVOT = 1e-9;

  /** Columns and rows that are looked at before the best so far is taken. */
  private static final int LOOKED_AT = 4;

  private final int[][] rowsOf;
  private final double[][] valuesOf;
  private final int[] columnCount;
  private final int[][] columnsOf;
  private final int[] rowCount;
  private final Chains columnChains;
  private final Chains rowChains;

  /** Entries of columns in rows that have pivoted. */
  private int upperCount;

  private int[] upperRow = new int[256];
  private int[] upperColumn = new int[256];
  private double[] upperValue = new double[256];

  private int pivotRow;
  private int pivotColumn;
  private double pivotValue;
  private int lowerCount;
  private int[] lowerRow = new int[16];
  private double[] lowerValue = new double[16];
  private final int[] place;

  MarkowitzElimination(int m, int[] structural, int many, SparseMatrix columns, boolean[] pivoted) {
    rowsOf = new int[many][];
    valuesOf = new double[many][];
    columnCount = new int[many];
    rowCount = new int[m];
    columnsOf = new int[m][];
    place = new int[m];
    for (int c = 0; c < many; c++) {
      int begin = columns.start()[structural[c]];
      int end = columns.start()[structural[c] + 1];
      rowsOf[c] = new int[end - begin];
      valuesOf[c] = new double[end - begin];
      for (int k = begin; k < end; k++) {
        int row = columns.index()[k];
        if (pivoted[row]) {
          upper(row, c, columns.value()[k]);
        } else {
          rowsOf[c][columnCount[c]] = row;
          valuesOf[c][columnCount[c]++] = columns.value()[k];
          rowCount[row]++;
        }
      }
    }
    for (int r = 0; r < m; r++) {
      columnsOf[r] = new int[rowCount[r]];
      rowCount[r] = 0;
    }
    columnChains = new Chains(many, m);
    rowChains = new Chains(m, many);
    for (int c = 0; c < many; c++) {
      for (int k = 0; k < columnCount[c]; k++) {
        int row = rowsOf[c][k];
        columnsOf[row][rowCount[row]++] = c;
      }
      columnChains.put(c, columnCount[c]);
    }
    for (int r = 0; r < m; r++) {
      if (!pivoted[r]) {
        rowChains.put(r, rowCount[r]);
      }
    }
  }

  /** Lines by their number of entries, doubly linked. */
  private static final class Chains {
    private final int[] first;
    private final int[] next;
    private final int[] previous;
    private final int[] count;

    Chains(int lines, int most) {
      first = new int[most + 1];
      next = new int[lines];
      previous = new int[lines];
      count = new int[lines];
      Arrays.fill(first, -1);
      Arrays.fill(count, -1);
    }

    void put(int line, int entries) {
      remove(line);
      count[line] = entries;
      int head = first[entries];
      next[line] = head;
      previous[line] = -1;
      if (head >= 0) {
        previous[head] = line;
      }
      first[entries] = line;
    }

    void remove(int line) {
      if (count[line] < 0) {
        return;
      }
      if (previous[line] >= 0) {
        next[previous[line]] = next[line];
      } else {
        first[count[line]] = next[line];
      }
      if (next[line] >= 0) {
        previous[next[line]] = previous[line];
      }
      count[line] = -1;
    }
  }

  /** Finds and eliminates the next pivot; false where there is none left. */
  boolean next() {
    if (!find()) {
      return false;
    }
    eliminate();
    return true;
  }

  int pivotRow() {
    return pivotRow;
  }

  int pivotColumn() {
    return pivotColumn;
  }

  double pivotValue() {
    return pivotValue;
  }

  int lowerCount() {
    return lowerCount;
  }

  int lowerRow(int k) {
    return lowerRow[k];
  }

  double lowerValue(int k) {
    return lowerValue[k];
  }

  /** The upper factor by columns, each under the row it pivots on; others are left out. */
  SparseMatrix upper(int[] rowOf) {
    int count = 0;
    for (int k = 0; k < upperCount; k++) {
      int row = rowOf[upperColumn[k]];
      if (row >= 0) {
        upperColumn[count] = row;
        upperRow[count] = upperRow[k];
        upperValue[count++] = upperValue[k];
      }
    }
    return SparseMatrix.of(place.length, count, upperColumn, upperRow, upperValue);
  }

  private boolean find() {
    long best = Long.MAX_VALUE;
    int looked = 0;
    pivotColumn = -1;
    int most = Math.max(columnChains.first.length, rowChains.first.length);
    for (int count = 1; count < most; count++) {
      if (count < columnChains.first.length) {
        for (int c = columnChains.first[count]; c >= 0; ) {
          int following = columnChains.next[c];
          best = lookAtColumn(c, best);
          if (best <= (long) (count - 1) * (count - 1) || (++looked >= LOOKED_AT && isFound())) {
            return isFound();
          }
          c = following;
        }
      }
      if (count < rowChains.first.length) {
        for (int r = rowChains.first[count]; r >= 0; r = rowChains.next[r]) {
          best = lookAtRow(r, best);
          if (best <= (long) count * (count - 1) || (++looked >= LOOKED_AT && isFound())) {
            return isFound();
          }
        }
      }
    }
    return isFound();
  }

  private boolean isFound() {
    return pivotColumn >= 0;
  }

  private double largest(int c) {
    double largest = 0;
    for (int k = 0; k < columnCount[c]; k++) {
      largest = Math.max(largest, Math.abs(valuesOf[c][k]));
    }
    return largest;
  }

  private long lookAtColumn(int c, long best) {
    double least = Math.max(LEAST_PIVOT, THRESHOLD * largest(c));
    long result = best;
    boolean any = false;
    for (int k = 0; k < columnCount[c]; k++) {
      if (Math.abs(valuesOf[c][k]) >= least) {
        any = true;
        long cost = (long) (rowCount[rowsOf[c][k]] - 1) * (columnCount[c] - 1);
        if (cost < result) {
          result = cost;
          pivotRow = rowsOf[c][k];
          pivotColumn = c;
        }
      }
    }
    if (!any) {
      columnChains.remove(c);
    }
    return result;
  }

  private long lookAtRow(int r, long best) {
    long result = best;
    for (int k = 0; k < rowCount[r]; k++) {
      int c = columnsOf[r][k];
      long cost = (long) (rowCount[r] - 1) * (columnCount[c] - 1);
      if (cost < result
          && Math.abs(valueAt(r, c)) >= Math.max(LEAST_PIVOT, THRESHOLD * largest(c))) {
        result = cost;
        pivotRow = r;
        pivotColumn = c;
      }
    }
    return result;
  }

  private double valueAt(int r, int c) {
    for (int k = 0; k < columnCount[c]; k++) {
      if (rowsOf[c][k] == r) {
        return valuesOf[c][k];
      }
    }
    return 0;
  }

  private void eliminate() {
    int c = pivotColumn;
    columnChains.remove(c);
    rowChains.remove(pivotRow);
    lowerCount = 0;
    for (int k = 0; k < columnCount[c]; k++) {
      int row = rowsOf[c][k];
      if (row == pivotRow) {
        pivotValue = valuesOf[c][k];
      } else {
        if (lowerCount == lowerRow.length) {
          lowerRow = Arrays.copyOf(lowerRow, 2 * lowerCount);
          lowerValue = Arrays.copyOf(lowerValue, 2 * lowerCount);
        }
        lowerRow[lowerCount] = row;
        lowerValue[lowerCount++] = valuesOf[c][k];
        dropFromRow(row, c);
      }
    }
    for (int k = 0; k < lowerCount; k++) {
      lowerValue[k] /= pivotValue;
    }
    columnCount[c] = 0;
    for (int k = 0; k < rowCount[pivotRow]; k++) {
      int other = columnsOf[pivotRow][k];
      if (other != c) {
        subtract(other);
      }
    }
    rowCount[pivotRow] = 0;
    for (int k = 0; k < lowerCount; k++) {
      rowChains.put(lowerRow[k], rowCount[lowerRow[k]]);
    }
  }

  /** Takes the pivot row out of a column. */
  private void subtract(int c) {
    int at = 0;
    while (rowsOf[c][at] != pivotRow) {
      at++;
    }
    double factor = valuesOf[c][at];
    upper(pivotRow, c, factor);
    int last = --columnCount[c];
    rowsOf[c][at] = rowsOf[c][last];
    valuesOf[c][at] = valuesOf[c][last];
    for (int k = 0; k < last; k++) {
      place[rowsOf[c][k]] = k + 1;
    }
    for (int k = 0; k < lowerCount; k++) {
      int row = lowerRow[k];
      int found = place[row] - 1;
      if (found >= 0) {
        valuesOf[c][found] -= factor * lowerValue[k];
      } else {
        fill(row, c, -factor * lowerValue[k]);
      }
    }
    for (int k = 0; k < columnCount[c]; k++) {
      place[rowsOf[c][k]] = 0;
    }
    columnChains.put(c, columnCount[c]);
  }

  private void fill(int row, int c, double value) {
    int end = columnCount[c]++;
    if (end == rowsOf[c].length) {
      rowsOf[c] = Arrays.copyOf(rowsOf[c], 2 * end + 4);
      valuesOf[c] = Arrays.copyOf(valuesOf[c], 2 * end + 4);
    }
    rowsOf[c][end] = row;
    valuesOf[c][end] = value;
    int count = rowCount[row]++;
    if (count == columnsOf[row].length) {
      columnsOf[row] = Arrays.copyOf(columnsOf[row], 2 * count + 4);
    }
    columnsOf[row][count] = c;
  }

  private void dropFromRow(int row, int c) {
    int[] list = columnsOf[row];
    int at = 0;
    while (list[at] != c) {
      at++;
    }
    list[at] = list[--rowCount[row]];
  }

  private void upper(int row, int c, double value) {
    if (upperCount == upperRow.length) {
      upperRow = Arrays.copyOf(upperRow, 2 * upperCount);
      upperColumn = Arrays.copyOf(upperColumn, 2 * upperCount);
      upperValue = Arrays.copyOf(upperValue, 2 * upperCount);
    }
    upperRow[upperCount] = row;
    upperColumn[upperCount] = c;
    upperValue[upperCount++] = value;
  }
}
