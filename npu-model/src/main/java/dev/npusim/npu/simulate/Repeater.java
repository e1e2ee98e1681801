package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a program many times in a row, and stops simulating when it can tell the rest. */
public final class Repeater {
  private final TimedProgram program;
  private final Seam seam;
  private final Engines engines;

  /** No instruction without dependencies can start before this cycle for want of its set-up. */
  private final long longestLead;

  private Repeater(Execution execution) {
    Npu npu = execution.npu();
    program =
        TimedProgram.of(npu, execution.program(), new InstructionCost(npu, execution.program()));
    seam = Seam.of(execution.program(), program);
    engines = new Engines(program);
    long longest = 0;
    for (long lead : program.lead) {
      longest = Math.max(longest, lead);
    }
    longestLead = longest;
  }

  /**
   * @param execution a run alone: the first repetition
   * @param count at least 1
   */
  public static Repetition repeat(Execution execution, long count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " repetitions");
    }
    return new Repeater(execution).run(execution, count);
  }

  private Repetition run(Execution execution, long count) {
    Map<List<Long>, Integer> seen = new HashMap<>();
    ImmutableLongArray.Builder ends = ImmutableLongArray.builder();
    Timeline before = new Timeline(program.size);
    Timeline now = new Timeline(program.size);
    long end = 0;
    int settled = 0;
    int period = 0;
    for (int index = 0; index < count && period == 0; index++) {
      long begin =
          index == 0
              ? program.runLaunch
              : program.runLaunch == 0 ? 0 : seam.stored(before.done) + program.runLaunch;
      now.run(program, engines, begin, index == 0 ? null : seam, before.done);
      for (long done : now.done) {
        end = Math.max(end, done);
      }
      ends.add(end);
      if (isPastTheBegin()) {
        Integer earlier = seen.putIfAbsent(state(now, end), index);
        if (earlier != null) {
          settled = earlier;
          period = index - earlier;
        }
      }
      Timeline next = before;
      before = now;
      now = next;
    }
    Repetition timing =
        new Repetition(count, ends.build(), settled, period, 0, Energy.ZERO, Energy.ZERO, 0);
    long cycles = timing.end(count - 1);
    return new Repetition(
        count,
        timing.ends(),
        settled,
        period,
        cycles,
        energy(execution, count, count - 1, cycles),
        energy(execution, 1, count > 1 ? 1 : 0, timing.steadyCycles()),
        onceBytes(execution.program()));
  }

  /** Whether the begin of time holds nothing back any more: times then only depend on others. */
  private boolean isPastTheBegin() {
    for (int engine = 0; engine < engines.free.length; engine++) {
      if (engines.last[engine] != TimedProgram.NONE && engines.free[engine] < longestLead) {
        return false;
      }
    }
    return true;
  }

  /** All that later repetitions depend on, relative to {@code end}. */
  private List<Long> state(Timeline now, long end) {
    List<Long> state = new ArrayList<>();
    for (int engine = 0; engine < engines.free.length; engine++) {
      state.add(engines.last[engine] == TimedProgram.NONE ? 0 : engines.free[engine] - end);
    }
    for (int channel = 0; channel < engines.channelFree.length; channel++) {
      boolean isUnused = engines.lastOnChannel[channel] == TimedProgram.NONE;
      state.add(isUnused ? 0 : engines.channelFree[channel] - end);
    }
    for (int id : seam.carried) {
      state.add(now.done[id] - end);
    }
    return state;
  }

  /** DRAM bytes that only the first repetition reads. */
  private static long onceBytes(Program program) {
    long bytes = 0;
    for (Instruction instruction : program.instructions()) {
      if (program.isOnce(instruction)
          && instruction instanceof Transfer transfer
          && !program.isFromWeightMemory(transfer)) {
        bytes = Math.addExact(bytes, transfer.bytes());
      }
    }
    return bytes;
  }

  /** What the transfers of the first repetition alone take, but for time. */
  private static Energy onceEnergy(Execution alone) {
    Program program = alone.program();
    if (program.pinned().isEmpty()) {
      return Energy.ZERO;
    }
    InstructionCost cost = new InstructionCost(alone.npu(), program);
    Counts counts = new Counts();
    for (Instruction instruction : program.instructions()) {
      if (program.isOnce(instruction) && instruction instanceof Transfer transfer) {
        cost.count(transfer, counts);
      }
    }
    return counts.energy(alone.npu().energy(), 0, 0);
  }

  /**
   * Energy of {@code count} repetitions in {@code cycles}: each takes what a run alone takes, later
   * ones without the weights that stay, and an overlap saves time in which an idle chip would have
   * drawn its power.
   *
   * @param later how many of them are not the first
   */
  private static Energy energy(Execution alone, long count, long later, double cycles) {
    Npu npu = alone.npu();
    Energy once = onceEnergy(alone);
    double seconds = (cycles - (double) count * alone.cycles()) / npu.clockHz();
    Energy one = alone.energy();
    Energy idle = new Counts().energy(npu.energy(), 0, seconds, seconds, seconds);
    return new Energy(
            one.mac() * count,
            one.vector() * count,
            one.local() * count,
            one.sram() * count - once.sram() * later,
            one.dram() * count - once.dram() * later,
            one.staticJ() * count)
        .plus(idle);
  }
}
