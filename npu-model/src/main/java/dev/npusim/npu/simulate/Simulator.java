package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import java.util.EnumMap;

/** Runs a program on a chip. Decides nothing: order, placement and tiling are the program's. */
public final class Simulator {
  private Simulator() {}

  /** The latency alone, in cycles: enough to compare candidate programs. */
  public static long cycles(Npu npu, Program program) {
    return new ProgramTiming(npu, program).cycles(npu);
  }

  /** The whole event log with every count. */
  public static Execution run(Npu npu, Program program) {
    return new ProgramTiming(npu, program).execution(npu);
  }

  /** Counts what happened in a run that is over. */
  static Execution execution(Npu npu, Program program, InstructionCost cost, Timeline timeline) {
    Residencies residencies = Residencies.of(program, timeline);
    Occupancy occupancy = residencies.occupancy(program);
    Accounting accounting = new Accounting(npu, program, cost, timeline, occupancy);

    EnumMap<Traffic, Long> traffic = new EnumMap<>(Traffic.class);
    for (Traffic kind : Traffic.values()) {
      traffic.put(kind, 0L);
    }
    long read = 0;
    long written = 0;
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer && !cost.isFromWeightMemory(transfer)) {
        traffic.merge(transfer.traffic(), transfer.bytes(), Math::addExact);
        if (transfer.fromDram()) {
          read = Math.addExact(read, transfer.bytes());
        } else {
          written = Math.addExact(written, transfer.bytes());
        }
      }
    }
    int peak = 0;
    for (int step = 1; step < occupancy.steps(); step++) {
      if (occupancy.total(step) > occupancy.total(peak)) {
        peak = step;
      }
    }
    return new Execution(
        npu,
        program,
        ImmutableLongArray.copyOf(timeline.issue),
        ImmutableLongArray.copyOf(timeline.start),
        ImmutableLongArray.copyOf(timeline.busyEnd),
        ImmutableLongArray.copyOf(timeline.done),
        ImmutableLongArray.copyOf(residencies.begin),
        ImmutableLongArray.copyOf(residencies.end),
        accounting.cycles(),
        accounting.layers(),
        ImmutableMap.copyOf(traffic),
        read,
        written,
        accounting.macs(),
        accounting.recomputedMacs(),
        accounting.stalls(),
        accounting.energy(),
        occupancy,
        occupancy.total(peak),
        occupancy.cycle().get(peak),
        accounting.arrayBusyCycles(),
        accounting.vectorBusyCycles(),
        accounting.dramBusyCycles());
  }
}
