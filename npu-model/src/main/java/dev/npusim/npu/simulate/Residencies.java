package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import java.util.Arrays;

/** When each residency is live, and how many bytes of the SRAM are. */
final class Residencies {
  final long[] begin;
  final long[] end;

  private Residencies(int size) {
    begin = new long[size];
    end = new long[size];
    Arrays.fill(begin, Long.MAX_VALUE);
  }

  static Residencies of(ProgramWork work, Timeline timeline) {
    Program program = work.program;
    Residencies live = new Residencies(program.residencies().size());
    for (int id = 0; id < work.size; id++) {
      for (int i = work.touchBegin[id]; i < work.touchBegin[id + 1]; i++) {
        live.touch(work.touched[i], timeline.issue[id], timeline.done[id]);
      }
    }
    if (!program.pinned().isEmpty()) {
      long last = Arrays.stream(timeline.done).max().orElse(0);
      program.pinned().forEach(id -> live.end[id] = last);
    }
    for (int id = 0; id < live.begin.length; id++) {
      if (live.begin[id] == Long.MAX_VALUE) {
        live.begin[id] = 0;
      }
    }
    return live;
  }

  private void touch(int residency, long issue, long done) {
    begin[residency] = Math.min(begin[residency], issue);
    end[residency] = Math.max(end[residency], done);
  }

  /** Bytes in the SRAM over time, by use; releases come before claims of the same cycle. */
  Occupancy occupancy(Program program) {
    ImmutableList<Residency> residencies = program.residencies();
    int uses = Residency.Use.values().length;
    long[] cycles = new long[2 * residencies.size() + 1];
    int count = 1;
    for (Residency residency : residencies) {
      if (residency.memory() == Memory.SRAM) {
        cycles[count++] = begin[residency.id()];
        cycles[count++] = end[residency.id()];
      }
    }
    long[] steps = distinct(cycles, count);
    long[][] bytes = new long[uses][steps.length];
    int claimed = 0;
    int released = 0;
    for (Residency residency : residencies) {
      if (residency.memory() == Memory.SRAM) {
        long[] use = bytes[residency.use().ordinal()];
        claimed = find(steps, begin[residency.id()], claimed);
        released = find(steps, end[residency.id()], released);
        use[claimed] += residency.bytes();
        use[released] -= residency.bytes();
      }
    }
    ImmutableList.Builder<ImmutableLongArray> byUse = ImmutableList.builder();
    for (long[] use : bytes) {
      for (int step = 1; step < steps.length; step++) {
        use[step] += use[step - 1];
      }
      byUse.add(ImmutableLongArray.copyOf(use));
    }
    return new Occupancy(ImmutableLongArray.copyOf(steps), byUse.build());
  }

  private static long[] distinct(long[] cycles, int count) {
    Arrays.sort(cycles, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || cycles[i] != cycles[i - 1]) {
        cycles[distinct++] = cycles[i];
      }
    }
    return Arrays.copyOf(cycles, distinct);
  }

  /** Where a step is; most are near the one before. */
  private static int find(long[] steps, long cycle, int near) {
    int low = near;
    int high = near;
    for (int reach = 1; low > 0 && steps[low] > cycle; reach *= 2) {
      low = Math.max(0, low - reach);
    }
    for (int reach = 1; high < steps.length - 1 && steps[high] < cycle; reach *= 2) {
      high = Math.min(steps.length - 1, high + reach);
    }
    return Arrays.binarySearch(steps, low, high + 1, cycle);
  }
}
