package dev.npusim.mapper.emit;

import java.util.Arrays;

/**
 * Which residency used each address of a memory last: ascending, disjoint ranges, in flat arrays
 * because every residency of a program passes through.
 */
final class Occupants {
  private long[] begins = new long[64];
  private long[] ends = new long[64];
  private int[] residencies = new int[64];
  private int count;

  /** A residency takes the place of whoever was there, and inherits what they leave to wait for. */
  void enter(long begin, long end, int residency, AccessLog log) {
    int from = firstEndingAfter(begin);
    int to = from;
    while (to < count && begins[to] < end) {
      log.inherit(residency, residencies[to++]);
    }
    boolean before = from < to && begins[from] < begin;
    boolean behind = from < to && ends[to - 1] > end;
    long lastEnd = behind ? ends[to - 1] : end;
    int lastResidency = behind ? residencies[to - 1] : residency;
    int own = before ? from + 1 : from;
    resize(to, own + (behind ? 2 : 1));
    if (before) {
      ends[from] = begin;
    }
    if (behind) {
      set(own + 1, end, lastEnd, lastResidency);
    }
    set(own, begin, end, residency);
  }

  private void set(int at, long begin, long end, int residency) {
    begins[at] = begin;
    ends[at] = end;
    residencies[at] = residency;
  }

  private int firstEndingAfter(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Moves what begins at index {@code from} to index {@code to}. */
  private void resize(int from, int to) {
    int grown = count + to - from;
    if (grown > begins.length) {
      begins = Arrays.copyOf(begins, 2 * begins.length);
      ends = Arrays.copyOf(ends, 2 * ends.length);
      residencies = Arrays.copyOf(residencies, 2 * residencies.length);
    }
    if (from != to) {
      System.arraycopy(begins, from, begins, to, count - from);
      System.arraycopy(ends, from, ends, to, count - from);
      System.arraycopy(residencies, from, residencies, to, count - from);
      count = grown;
    }
  }
}
