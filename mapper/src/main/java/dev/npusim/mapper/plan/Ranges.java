package dev.npusim.mapper.plan;

import java.util.Arrays;

/** Ascending address ranges that do not touch: ranges that meet become one. */
final class Ranges {
  /** Begin and end of each. */
  private long[] bounds = new long[4];

  private int count;

  int count() {
    return count;
  }

  long begin(int index) {
    return bounds[2 * index];
  }

  long end(int index) {
    return bounds[2 * index + 1];
  }

  void clear() {
    count = 0;
  }

  /** Adds a range, whatever of it is there already. */
  void add(long begin, long end) {
    int from = firstEndingAt(begin);
    int to = from;
    while (to < count && bounds[2 * to] <= end) {
      to++;
    }
    if (from == to) {
      insert(from, begin, end);
      return;
    }
    bounds[2 * from] = Math.min(bounds[2 * from], begin);
    bounds[2 * from + 1] = Math.max(bounds[2 * to - 1], end);
    drop(from + 1, to);
  }

  void addAll(Ranges others) {
    for (int i = 0; i < others.count; i++) {
      add(others.begin(i), others.end(i));
    }
  }

  /** Takes out a range, all of which is there. */
  void remove(long begin, long end) {
    int at = firstEndingAt(begin + 1);
    boolean before = bounds[2 * at] < begin;
    boolean behind = bounds[2 * at + 1] > end;
    if (before && behind) {
      insert(at, bounds[2 * at], begin);
      bounds[2 * at + 2] = end;
    } else if (before) {
      bounds[2 * at + 1] = begin;
    } else if (behind) {
      bounds[2 * at] = end;
    } else {
      drop(at, at + 1);
    }
  }

  /** Index of the first range that ends at {@code address} or behind it. */
  private int firstEndingAt(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void insert(int at, long begin, long end) {
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 4 * count);
    }
    System.arraycopy(bounds, 2 * at, bounds, 2 * at + 2, 2 * (count - at));
    bounds[2 * at] = begin;
    bounds[2 * at + 1] = end;
    count++;
  }

  private void drop(int from, int to) {
    if (from < to) {
      System.arraycopy(bounds, 2 * to, bounds, 2 * from, 2 * (count - to));
      count -= to - from;
    }
  }
}
