package dev.npusim.viz.report;

import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.OperandWork;
import dev.npusim.npu.simulate.Stalls;

/**
 * A run in one row. Times in cycles where the name says nothing else.
 *
 * @param macs of the model's own operations; recomputed copies are in {@code recomputedMacs}
 * @param macUtilization executed macs / (peak MACs per cycle x cycles), the peak in the format
 *     convolutions and linear layers run in
 * @param dramBytes payload by what it was for; adds up to read plus written
 * @param peakSramLayer the layer that ran when the SRAM was fullest
 * @param launches fixed time beside the work
 * @param weightMemoryBytes read from the weight memory instead of DRAM
 * @param operands what formats and zeros of the operands cost and saved
 * @param power highest mean power of a window of the run
 * @param areaMm2 of the chip's modelled parts, a lower bound
 * @param bounds no schedule of this model on this chip takes less
 */
public record Totals(
    long cycles,
    double latencySeconds,
    long macs,
    long recomputedMacs,
    double macUtilization,
    long dramReadBytes,
    long dramWriteBytes,
    ImmutableMap<Traffic, Long> dramBytes,
    long peakSramBytes,
    String peakSramLayer,
    Energy energy,
    Stalls stalls,
    long arrayBusyCycles,
    long vectorBusyCycles,
    long dramBusyCycles,
    Launches launches,
    long weightMemoryBytes,
    OperandWork operands,
    PeakPower power,
    double areaMm2,
    Bounds bounds) {

  /**
   * @param windowCycles length of the windows; shorter ones show higher peaks
   */
  public record PeakPower(double watts, long windowCycles) {}

  /**
   * @param layers that were launched, those that ride on another not counted
   * @param runCycles of the run's launch, before anything is issued
   * @param cycles of all their launches and the run's; some may hide behind waits
   */
  public record Launches(long layers, long runCycles, long cycles) {}

  public double averagePowerWatts() {
    return latencySeconds > 0 ? energy.total() / latencySeconds : 0;
  }

  /** 0 for a run without cycles. */
  double secondsPerCycle() {
    return cycles > 0 ? latencySeconds / cycles : 0;
  }

  public long lowerBoundCycles() {
    return bounds.cycles();
  }

  /** How far the schedule is from the bound: cycles / lower bound - 1. */
  public double gap() {
    return Bounds.gap(cycles, bounds.cycles());
  }

  /** The same of its energy. */
  public double energyGap() {
    return Bounds.gap(energy.total(), bounds.energyJ());
  }

  /** The same of its DRAM traffic. */
  public double dramGap() {
    return Bounds.gap(dramReadBytes + dramWriteBytes, bounds.dramBytes());
  }
}
