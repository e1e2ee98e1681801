package dev.npusim.npu.simulate;

import java.util.Arrays;

/**
 * The largest number that was put on any address of a range. A segment tree over the addresses at
 * which ranges begin or end: O(log n) per operation.
 */
final class RangeMaxima {
  private final long[] edges;

  /** Largest anywhere under a node, and largest put on all of it. */
  private final int[] best;

  private final int[] whole;

  /**
   * @param none what nothing was put on
   */
  RangeMaxima(long[] edges, int none) {
    this.edges = edges;
    best = new int[4 * Math.max(1, edges.length)];
    whole = new int[best.length];
    Arrays.fill(best, none);
    Arrays.fill(whole, none);
  }

  /** Where an edge lies; it must be one. */
  private int at(long address) {
    return Arrays.binarySearch(edges, address);
  }

  void put(long from, long to, int value) {
    put(1, 0, edges.length, at(from), at(to), value);
  }

  private void put(int node, int low, int high, int from, int to, int value) {
    if (from >= high || to <= low) {
      return;
    }
    best[node] = Math.max(best[node], value);
    if (from <= low && high <= to) {
      whole[node] = Math.max(whole[node], value);
      return;
    }
    int middle = (low + high) >>> 1;
    put(2 * node, low, middle, from, to, value);
    put(2 * node + 1, middle, high, from, to, value);
  }

  int max(long from, long to) {
    return max(1, 0, edges.length, at(from), at(to));
  }

  private int max(int node, int low, int high, int from, int to) {
    if (from <= low && high <= to) {
      return best[node];
    }
    int middle = (low + high) >>> 1;
    int most = whole[node];
    if (from < middle) {
      most = Math.max(most, max(2 * node, low, middle, from, to));
    }
    if (to > middle) {
      most = Math.max(most, max(2 * node + 1, middle, high, from, to));
    }
    return most;
  }
}
