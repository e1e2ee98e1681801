package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Program;

/**
 * What happened when a program ran on a chip: the event log and everything counted along the way.
 * All times in cycles.
 *
 * @param issue per instruction: when its set-up begins (descriptor, first stationary tile)
 * @param start per instruction: when it takes its engine
 * @param busyEnd per instruction: when it releases its engine
 * @param done per instruction: when its results are complete
 * @param residencyBegin per residency: issue of its first writer
 * @param residencyEnd per residency: completion of its last access; of one that stays for good the
 *     end of the run
 * @param cycles completion of the last instruction
 * @param layers one per node of the scheduled graph, in its order
 * @param dramBytes payload by what it was for
 * @param peakSramBytes the most that was resident at once
 * @param peakSramCycle when that was first so
 */
public record Execution(
    Npu npu,
    Program program,
    ImmutableLongArray issue,
    ImmutableLongArray start,
    ImmutableLongArray busyEnd,
    ImmutableLongArray done,
    ImmutableLongArray residencyBegin,
    ImmutableLongArray residencyEnd,
    long cycles,
    ImmutableList<LayerActivity> layers,
    ImmutableMap<Traffic, Long> dramBytes,
    long dramReadBytes,
    long dramWriteBytes,
    long macs,
    long recomputedMacs,
    Stalls stalls,
    Energy energy,
    Occupancy occupancy,
    long peakSramBytes,
    long peakSramCycle,
    long arrayBusyCycles,
    long vectorBusyCycles,
    long dramBusyCycles) {

  public double latencySeconds() {
    return cycles / npu.clockHz();
  }
}
