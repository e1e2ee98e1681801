package dev.npusim.mapper.plan;

import dev.npusim.npu.program.Residency;
import java.util.Arrays;

/**
 * Which addresses are taken at each step. Finding a gap that is free over an interval of steps
 * intersects the free lists of its steps: O(steps x taken ranges per step).
 */
public final class AddressSpace {
  /** Stands for no place. */
  public static final long NONE = -1;

  private final long capacity;
  private final long[][] taken;
  private final int[] count;

  public AddressSpace(long capacity, int steps) {
    this.capacity = capacity / Residency.ALIGNMENT * Residency.ALIGNMENT;
    this.taken = new long[steps][8];
    this.count = new int[steps];
  }

  /** {@code bytes} rounded up to whole lines. */
  public static long align(long bytes) {
    return (bytes + Residency.ALIGNMENT - 1) / Residency.ALIGNMENT * Residency.ALIGNMENT;
  }

  /**
   * Claims the lowest (or highest) address range that is free in all steps from {@code first} to
   * {@code last}.
   *
   * @return its address, or {@link #NONE}
   */
  public long place(long bytes, int first, int last, boolean fromTop) {
    long size = align(bytes);
    long[] gaps = {0, capacity};
    for (int step = first; step <= last; step++) {
      gaps = narrow(gaps, step, size);
      if (gaps.length == 0) {
        return NONE;
      }
    }
    long address = pick(gaps, size, fromTop);
    claim(address, size, first, last);
    return address;
  }

  /** Where and from when something can be. */
  public record Placement(long address, int first) {}

  /**
   * Claims a range that is free from as early as possible, at the earliest {@code earliest}, to
   * {@code last}; at the latest from {@code first}.
   *
   * @return null when nothing is free even from {@code first}
   */
  public @org.jspecify.annotations.Nullable Placement placeEarly(
      long bytes, int earliest, int first, int last) {
    long size = align(bytes);
    long[] gaps = {0, capacity};
    for (int step = last; step >= first; step--) {
      gaps = narrow(gaps, step, size);
      if (gaps.length == 0) {
        return null;
      }
    }
    int begin = first;
    while (begin > earliest) {
      long[] narrower = narrow(gaps, begin - 1, size);
      if (narrower.length == 0) {
        break;
      }
      gaps = narrower;
      begin--;
    }
    long address = pick(gaps, size, true);
    claim(address, size, begin, last);
    return new Placement(address, begin);
  }

  /** Releases what was claimed. */
  public void release(long address, int first, int last) {
    for (int step = first; step <= last; step++) {
      long[] ranges = taken[step];
      int n = count[step];
      for (int i = 0; i < n; i++) {
        if (ranges[2 * i] == address) {
          System.arraycopy(ranges, 2 * i + 2, ranges, 2 * i, 2 * (n - i - 1));
          count[step]--;
          break;
        }
      }
    }
  }

  private static long pick(long[] gaps, long size, boolean fromTop) {
    return fromTop ? gaps[gaps.length - 1] - size : gaps[0];
  }

  /** The parts of {@code gaps} that are free at {@code step} and large enough. */
  private long[] narrow(long[] gaps, int step, long size) {
    long[] ranges = taken[step];
    int n = count[step];
    long[] result = new long[gaps.length + 2 * n + 2];
    int length = 0;
    int next = 0;
    for (int g = 0; g < gaps.length; g += 2) {
      long begin = gaps[g];
      long end = gaps[g + 1];
      while (next < n && ranges[2 * next + 1] <= begin) {
        next++;
      }
      int i = next;
      while (i < n && ranges[2 * i] < end) {
        if (ranges[2 * i] - begin >= size) {
          result[length++] = begin;
          result[length++] = ranges[2 * i];
        }
        begin = Math.max(begin, ranges[2 * i + 1]);
        i++;
      }
      if (end - begin >= size) {
        result[length++] = begin;
        result[length++] = end;
      }
    }
    return Arrays.copyOf(result, length);
  }

  private void claim(long address, long size, int first, int last) {
    for (int step = first; step <= last; step++) {
      int n = count[step];
      long[] ranges = taken[step];
      if (2 * n + 2 > ranges.length) {
        ranges = Arrays.copyOf(ranges, ranges.length * 2);
        taken[step] = ranges;
      }
      int at = n;
      while (at > 0 && ranges[2 * at - 2] > address) {
        at--;
      }
      System.arraycopy(ranges, 2 * at, ranges, 2 * at + 2, 2 * (n - at));
      ranges[2 * at] = address;
      ranges[2 * at + 1] = address + size;
      count[step] = n + 1;
    }
  }
}
