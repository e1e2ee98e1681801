package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
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

  static Residencies of(Program program, Timeline timeline) {
    Residencies live = new Residencies(program.residencies().size());
    for (Instruction instruction : program.instructions()) {
      live.touch(instruction.writes(), timeline, instruction.id());
      live.touch(instruction.reads(), timeline, instruction.id());
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

  private void touch(ImmutableList<Access> accesses, Timeline timeline, int id) {
    for (Access access : accesses) {
      int residency = access.residency();
      begin[residency] = Math.min(begin[residency], timeline.issue[id]);
      end[residency] = Math.max(end[residency], timeline.done[id]);
    }
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
    long[] steps = Arrays.stream(cycles, 0, count).sorted().distinct().toArray();
    long[][] bytes = new long[uses][steps.length];
    for (Residency residency : residencies) {
      if (residency.memory() == Memory.SRAM) {
        long[] use = bytes[residency.use().ordinal()];
        use[Arrays.binarySearch(steps, begin[residency.id()])] += residency.bytes();
        use[Arrays.binarySearch(steps, end[residency.id()])] -= residency.bytes();
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
}
