package dev.npusim.mapper.plan;

import dev.npusim.npu.program.Residency;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are taken at each step, as ranges that do not touch; consecutive steps that have
 * not been told apart yet share them, as one stretch. Finding a gap that is free over an interval
 * of steps intersects the free lists of its stretches: O(stretches x taken ranges per stretch).
 */
public final class AddressSpace {
  /** Stands for no place. */
  public static final long NONE = -1;

  private final long capacity;
  private final int steps;

  /** By first step of a stretch. */
  private final long[][] taken;

  private final int[] count;

  /** First steps of stretches. */
  private final BitSet stretches;

  /** Free ranges of the search under way, as pairs. */
  private long[] gaps = new long[16];

  private long[] narrower = new long[16];
  private int gapCount;

  public AddressSpace(long capacity, int steps) {
    this.capacity = capacity / Residency.ALIGNMENT * Residency.ALIGNMENT;
    this.steps = steps;
    this.taken = new long[steps][];
    this.count = new int[steps];
    this.stretches = new BitSet(steps);
    if (steps > 0) {
      taken[0] = new long[16];
      stretches.set(0);
    }
  }

  /** Begins a stretch at a step. */
  private void split(int step) {
    if (step < steps && !stretches.get(step)) {
      int before = stretches.previousSetBit(step);
      taken[step] = taken[before].clone();
      count[step] = count[before];
      stretches.set(step);
    }
  }

  /** First step of the next stretch, beyond all steps behind the last. */
  private int next(int step) {
    int next = stretches.nextSetBit(step + 1);
    return next < 0 ? steps : next;
  }

  /** What is taken from one step to another, in a form that can be compared with {@code equals}. */
  LongBuffer state(int first, int last) {
    LongBuffer state = LongBuffer.allocate(64);
    for (int step = stretches.previousSetBit(first); step <= last; step = next(step)) {
      int length = 2 * count[step];
      if (state.remaining() < length + 1) {
        LongBuffer larger = LongBuffer.allocate(2 * state.capacity() + length);
        larger.put(state.flip());
        state = larger;
      }
      // Addresses are whole lines: no first step is one.
      state.put(-1 - Math.max(0, step - first));
      state.put(taken[step], 0, length);
    }
    return state.flip();
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
    if (!narrowAll(first, last, size)) {
      return NONE;
    }
    long address = pick(size, fromTop);
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
  public @Nullable Placement placeEarly(long bytes, int earliest, int first, int last) {
    long size = align(bytes);
    if (!narrowAll(first, last, size)) {
      return null;
    }
    int begin = Math.max(earliest, stretches.previousSetBit(first));
    while (begin > earliest) {
      int before = stretches.previousSetBit(begin - 1);
      if (!narrow(before, size)) {
        break;
      }
      begin = Math.max(earliest, before);
    }
    long address = pick(size, true);
    claim(address, size, begin, last);
    return new Placement(address, begin);
  }

  /** Leaves in {@code gaps} what is free in all steps; false when nothing large enough is. */
  private boolean narrowAll(int first, int last, long size) {
    gaps[0] = 0;
    gaps[1] = capacity;
    gapCount = capacity >= size ? 1 : 0;
    if (gapCount == 0) {
      return false;
    }
    int step = stretches.previousSetBit(last);
    while (narrow(step, size)) {
      if (step <= first) {
        return true;
      }
      step = stretches.previousSetBit(step - 1);
    }
    return false;
  }

  /** Releases {@code bytes} that were claimed at {@code address}. */
  public void release(long address, long bytes, int first, int last) {
    long end = address + align(bytes);
    split(first);
    split(last + 1);
    for (int step = first; step <= last; step = next(step)) {
      long[] ranges = taken[step];
      int n = count[step];
      int at = firstEndingAfter(ranges, n, address);
      boolean before = ranges[2 * at] < address;
      boolean behind = ranges[2 * at + 1] > end;
      if (before && behind) {
        ranges = insert(step, at);
        ranges[2 * at + 1] = address;
        ranges[2 * at + 2] = end;
      } else if (before) {
        ranges[2 * at + 1] = address;
      } else if (behind) {
        ranges[2 * at] = end;
      } else {
        remove(step, at);
      }
    }
  }

  /** Doubles range {@code at} of a step. */
  private long[] insert(int step, int at) {
    int n = count[step];
    long[] ranges = taken[step];
    if (2 * n + 2 > ranges.length) {
      ranges = Arrays.copyOf(ranges, ranges.length * 2);
      taken[step] = ranges;
    }
    System.arraycopy(ranges, 2 * at, ranges, 2 * at + 2, 2 * (n - at));
    count[step] = n + 1;
    return ranges;
  }

  private void remove(int step, int at) {
    long[] ranges = taken[step];
    System.arraycopy(ranges, 2 * at + 2, ranges, 2 * at, 2 * (count[step] - at - 1));
    count[step]--;
  }

  private long pick(long size, boolean fromTop) {
    return fromTop ? gaps[2 * gapCount - 1] - size : gaps[0];
  }

  /**
   * Keeps of the gaps what is free at {@code step} and large enough; where nothing is, leaves them
   * as they are and returns false.
   */
  private boolean narrow(int step, long size) {
    long[] ranges = taken[step];
    int n = count[step];
    int length = 0;
    for (int g = 0; g < gapCount; g++) {
      long begin = gaps[2 * g];
      long end = gaps[2 * g + 1];
      for (int i = firstEndingAfter(ranges, n, begin); i < n && ranges[2 * i] < end; i++) {
        if (ranges[2 * i] - begin >= size) {
          length = append(length, begin, ranges[2 * i]);
        }
        begin = ranges[2 * i + 1];
      }
      if (end - begin >= size) {
        length = append(length, begin, end);
      }
    }
    if (length == 0) {
      return false;
    }
    long[] swap = gaps;
    gaps = narrower;
    narrower = swap;
    gapCount = length / 2;
    return true;
  }

  private int append(int length, long begin, long end) {
    if (length + 2 > narrower.length) {
      narrower = Arrays.copyOf(narrower, 2 * narrower.length);
    }
    narrower[length] = begin;
    narrower[length + 1] = end;
    return length + 2;
  }

  /**
   * Index of the first range that ends after {@code address}; ranges are ascending and disjoint.
   */
  private static int firstEndingAfter(long[] ranges, int n, long address) {
    int low = 0;
    int high = n;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges[2 * middle + 1] <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Ranges that touch become one: there are few of them then, however many are claimed. */
  private void claim(long address, long size, int first, int last) {
    long end = address + size;
    split(first);
    split(last + 1);
    for (int step = first; step <= last; step = next(step)) {
      long[] ranges = taken[step];
      int n = count[step];
      int at = firstEndingAfter(ranges, n, address);
      boolean before = at > 0 && ranges[2 * at - 1] == address;
      boolean behind = at < n && ranges[2 * at] == end;
      if (before && behind) {
        ranges[2 * at - 1] = ranges[2 * at + 1];
        remove(step, at);
      } else if (before) {
        ranges[2 * at - 1] = end;
      } else if (behind) {
        ranges[2 * at] = address;
      } else {
        ranges = insert(step, at);
        ranges[2 * at] = address;
        ranges[2 * at + 1] = end;
      }
    }
  }
}
