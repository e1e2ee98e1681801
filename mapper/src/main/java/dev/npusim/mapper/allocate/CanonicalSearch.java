package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Exact search for addresses below a capacity. Any allocation can be pushed down until each buffer
 * lies at 0 or on top of another that lives at the same time, so only those are searched (the
 * canonical solutions of MiniMalloc, Moffitt 2023), from the lowest address up.
 *
 * <p>Every buffer has a lower bound on its address. One whose bound is no higher than those of the
 * buffers that it meets is there, or it is higher: the two branches. In the first all that it meets
 * lie above it; in the second it must rest on a buffer that has no address yet, which raises its
 * bound to the lowest top of those it meets. That inference runs until nothing changes. A branch
 * ends when, in some section, the remaining buffers stacked by their bounds would rise above the
 * capacity. Buffers that have become independent of each other are searched on their own.
 *
 * <p>Complete: when it ends before its limit without a solution, there is none.
 */
final class CanonicalSearch {
  /** How a search ended. */
  enum Outcome {
    FOUND,
    NONE,
    LIMIT
  }

  /** Which buffer a search decides next. */
  enum Branching {
    /** The one with the lowest bound of all. */
    LOWEST,
    /** Of those with the lowest bounds where they live, the one where most branches ended. */
    HARDEST
  }

  /** Buffers looked at between two questions whether to end: milliseconds. */
  private static final long WORK_PER_QUESTION = 1 << 20;

  /** Low bits of a sort key that carry a position. */
  private static final int POSITION_BITS = 20;

  private static final int POSITION_MASK = (1 << POSITION_BITS) - 1;

  private final long[] size;
  private final Sections sections;
  private final long capacity;
  private final int[][] met;
  private final BooleanSupplier stop;

  private final long[] offset;
  private final boolean[] unplaced;

  /** A ring of the buffers whose bounds have risen and whose consequences are not drawn yet. */
  private final int[] queue;

  private final boolean[] isQueued;
  private int head;
  private int changes;
  private final long[] stacked;
  private final long[] keys;
  private final SectionFailures failures;

  /** Per section the lowest bound of what is to be placed. */
  private final long[] lowestIn;

  private Branching branching = Branching.LOWEST;
  private long nodes;
  private long limit;
  private boolean ended;

  /** Buffers looked at since the last question whether to end. */
  private long work;

  /**
   * @param capacity below 2^42, so that addresses can be sorted together with positions
   * @param stop asked now and then; true ends the search
   */
  CanonicalSearch(
      ImmutableList<Request> requests, Sections sections, long capacity, BooleanSupplier stop) {
    this.sections = sections;
    this.capacity = capacity;
    this.stop = stop;
    int n = requests.size();
    size = requests.stream().mapToLong(Request::size).toArray();
    met = new int[n][];
    for (int i = 0; i < n; i++) {
      int self = i;
      met[i] = IntStream.range(0, n).filter(j -> j != self && sections.meet(self, j)).toArray();
    }
    offset = new long[n];
    unplaced = new boolean[n];
    queue = new int[n];
    isQueued = new boolean[n];
    stacked = new long[sections.count];
    keys = new long[n];
    failures = new SectionFailures(sections.count);
    lowestIn = new long[sections.count];
  }

  long nodes() {
    return nodes;
  }

  /** The address found for a buffer. */
  long offset(int buffer) {
    return offset[buffer];
  }

  /**
   * Searches addresses for some buffers that no other meets.
   *
   * @param buffers in the order in which they are tried where bounds are equal
   * @param most nodes at most
   */
  Outcome search(int[] buffers, Branching by, long most) {
    branching = by;
    nodes = 0;
    limit = most;
    ended = false;
    long[] bound = new long[size.length];
    long[] floor = new long[size.length];
    for (int buffer : buffers) {
      unplaced[buffer] = true;
    }
    boolean found = stacks(buffers, bound, 0, sections.count) && place(buffers, bound, floor);
    return found ? Outcome.FOUND : ended ? Outcome.LIMIT : Outcome.NONE;
  }

  /** Splits buffers into parts that do not meet, and places each. */
  private boolean place(int[] buffers, long[] bound, long[] floor) {
    if (buffers.length == 0) {
      return true;
    }
    int[] part = parts(buffers);
    int last = part[sections.count];
    int[] count = new int[last + 1];
    for (int buffer : buffers) {
      count[part[sections.first[buffer]]]++;
    }
    if (count[part[sections.first[buffers[0]]]] == buffers.length) {
      return branch(buffers, bound, floor);
    }
    // The smallest first: it shows soonest that this cannot be.
    long[] bySize = new long[last + 1];
    int parts = 0;
    for (int p = 0; p <= last; p++) {
      if (count[p] > 0) {
        bySize[parts++] = (long) count[p] << POSITION_BITS | p;
      }
    }
    Arrays.sort(bySize, 0, parts);
    for (int p = 0; p < parts; p++) {
      int which = (int) bySize[p] & POSITION_MASK;
      int[] members = new int[count[which]];
      int filled = 0;
      for (int buffer : buffers) {
        if (part[sections.first[buffer]] == which) {
          members[filled++] = buffer;
        }
      }
      if (!branch(members, bound, floor)) {
        for (int buffer : buffers) {
          unplaced[buffer] = true;
        }
        return false;
      }
    }
    return true;
  }

  /** The part that each section belongs to, and the highest of them behind the last section. */
  private int[] parts(int[] buffers) {
    int[] crossing = new int[sections.count + 1];
    for (int buffer : buffers) {
      if (sections.end[buffer] - sections.first[buffer] > 1) {
        crossing[sections.first[buffer] + 1]++;
        crossing[sections.end[buffer]]--;
      }
    }
    int part = 0;
    int open = 0;
    for (int s = 0; s < sections.count; s++) {
      open += crossing[s];
      part += open == 0 ? 1 : 0;
      crossing[s] = part;
    }
    crossing[sections.count] = part;
    return crossing;
  }

  /**
   * @param bounds lower bounds on addresses, tightened
   * @param floor the highest top of placed buffers that each one meets
   */
  private boolean branch(int[] buffers, long[] bounds, long[] floor) {
    long[] bound = bounds.clone();
    int[] others = new int[buffers.length - 1];
    do {
      int lowest = branching == Branching.LOWEST ? lowest(buffers, bound) : hardest(buffers, bound);
      work += buffers.length;
      if (++nodes > limit || isStopped()) {
        ended = true;
        return false;
      }
      int buffer = buffers[lowest];
      offset[buffer] = bound[buffer];
      if (buffers.length == 1) {
        unplaced[buffer] = false;
        return true;
      }
      if (placed(buffers, lowest, bound, floor, others)) {
        return true;
      }
      if (ended) {
        return false;
      }
      bound[buffer]++;
      changed(buffer);
      rest(buffer, bound);
    } while (tighten(buffers, bound, floor));
    return false;
  }

  /** Whether to end, asked as often as there is work. */
  private boolean isStopped() {
    if (work >= WORK_PER_QUESTION) {
      work = 0;
      ended |= stop.getAsBoolean();
    }
    return ended;
  }

  private static int lowest(int[] buffers, long[] bound) {
    int lowest = 0;
    for (int q = 1; q < buffers.length; q++) {
      if (bound[buffers[q]] < bound[buffers[lowest]]) {
        lowest = q;
      }
    }
    return lowest;
  }

  /** The one with the lowest bound of all is among the candidates, so there is one. */
  private int hardest(int[] buffers, long[] bound) {
    Arrays.fill(lowestIn, Long.MAX_VALUE);
    for (int buffer : buffers) {
      for (int s = sections.first[buffer]; s < sections.end[buffer]; s++) {
        lowestIn[s] = Math.min(lowestIn[s], bound[buffer]);
      }
    }
    int hardest = 0;
    double most = -1;
    for (int q = 0; q < buffers.length; q++) {
      int buffer = buffers[q];
      double weight = 0;
      int s = sections.first[buffer];
      for (; s < sections.end[buffer] && lowestIn[s] == bound[buffer]; s++) {
        weight = Math.max(weight, failures.weight(s));
      }
      boolean isLowest = s == sections.end[buffer];
      if (isLowest
          && (weight > most || weight == most && bound[buffer] < bound[buffers[hardest]])) {
        most = weight;
        hardest = q;
      }
    }
    return hardest;
  }

  /** The branch in which a buffer lies at its bound, those that it meets above it. */
  private boolean placed(int[] buffers, int lowest, long[] bound, long[] floor, int[] others) {
    int buffer = buffers[lowest];
    long top = bound[buffer] + size[buffer];
    long[] raised = bound.clone();
    long[] floors = floor.clone();
    unplaced[buffer] = false;
    for (int other : met[buffer]) {
      if (unplaced[other]) {
        floors[other] = Math.max(floors[other], top);
        if (raised[other] > floors[other]) {
          rest(other, raised);
        } else if (raised[other] < top) {
          raised[other] = top;
          changed(other);
        }
      }
    }
    System.arraycopy(buffers, 0, others, 0, lowest);
    System.arraycopy(buffers, lowest + 1, others, lowest, others.length - lowest);
    if (tighten(others, raised, floors) && place(others.clone(), raised, floors)) {
      return true;
    }
    unplaced[buffer] = true;
    return false;
  }

  private void changed(int buffer) {
    if (!isQueued[buffer]) {
      isQueued[buffer] = true;
      queue[(head + changes++) % queue.length] = buffer;
    }
  }

  /** Raises the bound of a buffer that has nothing placed right below it. */
  private void rest(int buffer, long[] bound) {
    long top = Long.MAX_VALUE;
    work += met[buffer].length;
    for (int other : met[buffer]) {
      if (unplaced[other]) {
        top = Math.min(top, bound[other] + size[other]);
      }
    }
    if (top > bound[buffer]) {
      bound[buffer] = Math.min(top, capacity);
      changed(buffer);
    }
  }

  /**
   * Raises the bounds of those that rest on what is queued until nothing changes; false when some
   * buffer finds no place below the capacity.
   */
  private boolean tighten(int[] buffers, long[] bound, long[] floor) {
    int from = sections.count;
    int to = 0;
    boolean fits = true;
    while (changes > 0) {
      int buffer = queue[head];
      head = (head + 1) % queue.length;
      changes--;
      isQueued[buffer] = false;
      fits &= bound[buffer] <= capacity - size[buffer] && !isStopped();
      if (fits) {
        work += met[buffer].length;
        from = Math.min(from, sections.first[buffer]);
        to = Math.max(to, sections.end[buffer]);
        for (int other : met[buffer]) {
          if (unplaced[other] && bound[other] > floor[other]) {
            rest(other, bound);
          }
        }
      }
    }
    return fits && stacks(buffers, bound, from, to);
  }

  /**
   * Whether each section's buffers, stacked in the order of their bounds, stay below the capacity:
   * the least height of a section (one machine, release times, Jackson's rule).
   */
  private boolean stacks(int[] buffers, long[] bound, int from, int to) {
    int n = 0;
    for (int q = 0; q < buffers.length; q++) {
      int buffer = buffers[q];
      if (sections.first[buffer] < to && from < sections.end[buffer]) {
        keys[n++] = bound[buffer] << POSITION_BITS | q;
      }
    }
    Arrays.sort(keys, 0, n);
    Arrays.fill(stacked, from, Math.max(from, to), 0);
    for (int k = 0; k < n; k++) {
      int buffer = buffers[(int) keys[k] & POSITION_MASK];
      int last = Math.min(to, sections.end[buffer]);
      for (int s = Math.max(from, sections.first[buffer]); s < last; s++) {
        stacked[s] = Math.max(stacked[s], bound[buffer]) + size[buffer];
        if (stacked[s] > capacity) {
          failures.add(s);
          return false;
        }
      }
    }
    return true;
  }
}
