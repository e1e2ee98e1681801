package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import java.util.function.Supplier;

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

  /**
   * Counts what happened in a run that is over.
   *
   * @param counted asked for last: others may still be at it
   */
  static Execution execution(
      Npu npu, ProgramWork work, Timeline timeline, Supplier<ProgramCounts> counted) {
    Residencies residencies = Residencies.of(work, timeline);
    Occupancy occupancy = residencies.occupancy(work.program);
    Charges charges = Charges.of(npu, work, timeline);
    ProgramCounts counts = counted.get();
    Accounting accounting = new Accounting(npu, work.program, counts, charges, occupancy);
    int peak = 0;
    for (int step = 1; step < occupancy.steps(); step++) {
      if (occupancy.total(step) > occupancy.total(peak)) {
        peak = step;
      }
    }
    return new Execution(
        npu,
        work.program,
        ImmutableLongArray.copyOf(timeline.issue),
        ImmutableLongArray.copyOf(timeline.start),
        ImmutableLongArray.copyOf(timeline.busyEnd),
        ImmutableLongArray.copyOf(timeline.done),
        ImmutableLongArray.copyOf(residencies.begin),
        ImmutableLongArray.copyOf(residencies.end),
        accounting.cycles(),
        accounting.layers(),
        counts.traffic,
        counts.readBytes(),
        counts.writtenBytes(),
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
