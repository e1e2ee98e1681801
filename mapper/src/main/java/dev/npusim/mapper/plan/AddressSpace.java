package dev.npusim.mapper.plan;

import dev.npusim.npu.program.Residency;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are taken at each step. The steps are the leaves of a binary tree; a claim over
 * an interval of them is noted at the few nodes that cover it exactly, so claiming, releasing and
 * finding a gap that is free over an interval take O(log steps) lists of ranges each.
 */
public final class AddressSpace {
  /** Stands for no place. */
  public static final long NONE = -1;

  private static final int ROOT = 1;
  private static final Ranges NOTHING = new Ranges();

  private final long capacity;

  /** A power of two. */
  private int leaves;

  /** By node: claimed in all of its steps, by claims noted there. */
  private @Nullable Ranges[] own = {};

  /** By inner node: claimed in any of its steps, by claims noted there or below. */
  private @Nullable Ranges[] any = {};

  /** Inner nodes below which something was released: what is claimed in any step is not known. */
  private boolean[] stale = {};

  /** What the search under way is for. */
  private long size;

  private int first;
  private int last;
  private int earliest;

  /** Free ranges that it has left, as pairs. */
  private long[] gaps = new long[16];

  private long[] narrower = new long[16];
  private int gapCount;

  /** From when on it has found room so far, and where. */
  private int begin;

  private long highest;

  public AddressSpace(long capacity, int steps) {
    this.capacity = capacity / Residency.ALIGNMENT * Residency.ALIGNMENT;
    clear(steps);
  }

  /** Begins anew, with nothing taken. */
  void clear(int steps) {
    if (steps > leaves) {
      leaves = Math.max(2, Integer.highestOneBit(steps - 1) << 1);
      own = Arrays.copyOf(own, 2 * leaves);
      any = Arrays.copyOf(any, leaves);
      stale = new boolean[leaves];
    }
    clear(own);
    clear(any);
    Arrays.fill(stale, false);
  }

  private static void clear(@Nullable Ranges[] lists) {
    for (Ranges ranges : lists) {
      if (ranges != null) {
        ranges.clear();
      }
    }
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
    if (!search(bytes, first, last)) {
      return NONE;
    }
    long address = fromTop ? gaps[2 * gapCount - 1] - size : gaps[0];
    claim(ROOT, 0, leaves, address);
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
    if (!search(bytes, first, last)) {
      return null;
    }
    this.earliest = earliest;
    found(first);
    extend(ROOT, 0, leaves);
    this.first = begin;
    claim(ROOT, 0, leaves, highest);
    return new Placement(highest, begin);
  }

  /** Releases {@code bytes} that were claimed at {@code address} for just these steps. */
  public void release(long address, long bytes, int first, int last) {
    this.size = align(bytes);
    this.first = first;
    this.last = last;
    release(ROOT, 0, leaves, address);
  }

  /** Leaves in {@code gaps} what is free in all steps; false when nothing large enough is. */
  private boolean search(long bytes, int first, int last) {
    this.size = align(bytes);
    this.first = first;
    this.last = last;
    gaps[0] = 0;
    gaps[1] = capacity;
    gapCount = 1;
    return capacity >= size && narrowAll(ROOT, 0, leaves);
  }

  /** The same for the steps of a node, [low, high), that are asked for. */
  private boolean narrowAll(int node, int low, int high) {
    if (low > last || high <= first) {
      return true;
    }
    if (first <= low && high <= last + 1) {
      return narrow(any(node));
    }
    int middle = (low + high) >>> 1;
    return narrow(own(node))
        && narrowAll(2 * node + 1, middle, high)
        && narrowAll(2 * node, low, middle);
  }

  /**
   * Goes back from {@code first} through a node's steps, [low, high), as far as room is left; false
   * where that was not all the way.
   */
  private boolean extend(int node, int low, int high) {
    if (low >= first || high <= earliest) {
      return true;
    }
    if (earliest <= low && high <= first) {
      if (narrow(any(node))) {
        found(low);
        return true;
      }
      if (high - low == 1) {
        return false;
      }
    }
    int middle = (low + high) >>> 1;
    return narrow(own(node)) && extend(2 * node + 1, middle, high) && extend(2 * node, low, middle);
  }

  private void found(int step) {
    begin = step;
    highest = gaps[2 * gapCount - 1] - size;
  }

  private void claim(int node, int low, int high, long address) {
    if (low > last || high <= first) {
      return;
    }
    boolean whole = first <= low && high <= last + 1;
    if (whole) {
      at(own, node).add(address, address + size);
    } else {
      int middle = (low + high) >>> 1;
      claim(2 * node, low, middle, address);
      claim(2 * node + 1, middle, high, address);
    }
    if (node < leaves && !stale[node]) {
      at(any, node).add(address, address + size);
    }
  }

  private void release(int node, int low, int high, long address) {
    if (low > last || high <= first) {
      return;
    }
    if (first <= low && high <= last + 1) {
      at(own, node).remove(address, address + size);
    } else {
      int middle = (low + high) >>> 1;
      release(2 * node, low, middle, address);
      release(2 * node + 1, middle, high, address);
    }
    if (node < leaves) {
      stale[node] = true;
    }
  }

  private static Ranges at(@Nullable Ranges[] lists, int node) {
    Ranges ranges = lists[node];
    if (ranges == null) {
      ranges = new Ranges();
      lists[node] = ranges;
    }
    return ranges;
  }

  private Ranges own(int node) {
    Ranges ranges = own[node];
    return ranges == null ? NOTHING : ranges;
  }

  private Ranges any(int node) {
    if (node >= leaves) {
      return own(node);
    }
    if (stale[node]) {
      Ranges ranges = at(any, node);
      ranges.clear();
      ranges.addAll(own(node));
      ranges.addAll(any(2 * node));
      ranges.addAll(any(2 * node + 1));
      stale[node] = false;
    }
    Ranges ranges = any[node];
    return ranges == null ? NOTHING : ranges;
  }

  /**
   * Keeps of the gaps what is outside {@code taken} and large enough; where nothing is, leaves them
   * as they are and returns false.
   */
  private boolean narrow(Ranges taken) {
    int ranges = taken.count();
    if (ranges == 0) {
      return true;
    }
    int length = 0;
    int next = 0;
    for (int g = 0; g < gapCount; g++) {
      long from = gaps[2 * g];
      long end = gaps[2 * g + 1];
      while (next < ranges && taken.end(next) <= from) {
        next++;
      }
      int at = next;
      for (; at < ranges && taken.begin(at) < end; at++) {
        if (taken.begin(at) - from >= size) {
          length = append(length, from, taken.begin(at));
        }
        from = taken.end(at);
      }
      if (end - from >= size) {
        length = append(length, from, end);
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

  private int append(int length, long from, long end) {
    if (length + 2 > narrower.length) {
      narrower = Arrays.copyOf(narrower, 2 * narrower.length);
    }
    narrower[length] = from;
    narrower[length + 1] = end;
    return length + 2;
  }
}
