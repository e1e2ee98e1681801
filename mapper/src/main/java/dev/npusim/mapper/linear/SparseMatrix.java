package dev.npusim.mapper.linear;

import java.util.Arrays;

/**
 * A matrix by major lines: the entries of line {@code k} are {@code start[k] .. start[k + 1]} of
 * {@code index} and {@code value}.
 */
@SuppressWarnings("ArrayRecordComponent") // read in inner loops, never compared
record SparseMatrix(int[] start, int[] index, double[] value) {

  /** Entries given one by one, several of one place added. */
  static SparseMatrix of(int lines, int count, int[] major, int[] minor, double[] entry) {
    int[] start = new int[lines + 1];
    for (int k = 0; k < count; k++) {
      start[major[k] + 1]++;
    }
    for (int k = 0; k < lines; k++) {
      start[k + 1] += start[k];
    }
    int[] next = start.clone();
    int[] index = new int[count];
    double[] value = new double[count];
    for (int k = 0; k < count; k++) {
      int at = next[major[k]]++;
      index[at] = minor[k];
      value[at] = entry[k];
    }
    return merged(lines, start, index, value);
  }

  private static SparseMatrix merged(int lines, int[] start, int[] index, double[] value) {
    int most = 0;
    for (int i : index) {
      most = Math.max(most, i + 1);
    }
    int[] place = new int[most];
    int[] from = new int[lines + 1];
    int used = 0;
    for (int line = 0; line < lines; line++) {
      int begin = used;
      for (int k = start[line]; k < start[line + 1]; k++) {
        int at = place[index[k]] - 1;
        if (at >= begin) {
          value[at] += value[k];
        } else {
          index[used] = index[k];
          value[used] = value[k];
          place[index[k]] = ++used;
        }
      }
      from[line + 1] = used;
    }
    return new SparseMatrix(from, Arrays.copyOf(index, used), Arrays.copyOf(value, used));
  }

  /** The same matrix by its other lines. */
  SparseMatrix transposed(int others) {
    int lines = start.length - 1;
    int[] major = new int[index.length];
    for (int line = 0; line < lines; line++) {
      Arrays.fill(major, start[line], start[line + 1], line);
    }
    return of(others, index.length, index, major, value);
  }
}
