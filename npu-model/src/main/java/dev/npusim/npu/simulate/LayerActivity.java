package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.cost.Energy;

/**
 * What one node of the scheduled graph did. Views have none: their interval is empty.
 *
 * @param startCycle issue of its first instruction
 * @param endCycle completion of its last
 * @param macs executed for it
 * @param arrayCycles during which arrays were busy with it, of all cores together
 * @param idealArrayCycles its MACs at the peak rate of all arrays, without those that the structure
 *     of its weights leaves out
 * @param vectorCycles during which vector units were busy with it, of all cores together
 * @param dramCycles during which the DRAM bus was busy with it
 * @param chargedCycles share of the run's time that is its own: from the end of the array's work
 *     before to the end of its own; adds up to the run over all layers
 * @param peakSramBytes most bytes resident during its interval
 * @param sramByUse the same moment, by {@code Residency.Use} ordinal
 */
public record LayerActivity(
    int node,
    long startCycle,
    long endCycle,
    long macs,
    long arrayCycles,
    double idealArrayCycles,
    long vectorCycles,
    long dramCycles,
    long chargedCycles,
    long dramReadBytes,
    long dramWriteBytes,
    Stalls stalls,
    Energy energy,
    Bound bound,
    long peakSramBytes,
    ImmutableLongArray sramByUse) {

  /** What held a layer back most. */
  public enum Bound {
    COMPUTE,
    DRAM,
    SRAM,
    VECTOR,
    OVERHEAD
  }
}
