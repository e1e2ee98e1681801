package dev.npusim.viz.trace;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Windows;

/**
 * DRAM traffic over time in windows of equal length: the bytes of a transfer are spread evenly over
 * the cycles in which it holds the bus.
 */
final class DramRate {
  private final Execution execution;
  private final Windows windows;
  private final double[] read;
  private final double[] written;

  private DramRate(Execution execution) {
    this.execution = execution;
    this.windows = Windows.of(execution, Windows.PUBLISHED);
    this.read = new double[windows.count()];
    this.written = new double[windows.count()];
  }

  static DramRate of(Execution execution) {
    DramRate rate = new DramRate(execution);
    for (Instruction instruction : execution.program().instructions()) {
      // What comes from a weight memory never sees the DRAM.
      if (instruction instanceof Transfer transfer
          && !execution.program().isFromWeightMemory(transfer)) {
        double[] bytes = transfer.fromDram() ? rate.read : rate.written;
        int id = transfer.id();
        rate.windows.spread(
            execution.start().get(id),
            execution.busyEnd().get(id),
            (window, share, overlap) -> bytes[window] += share * transfer.bytes());
      }
    }
    return rate;
  }

  int count() {
    return windows.count();
  }

  long edge(int window) {
    return windows.edge(window);
  }

  /** Mean of a window in 10^9 bytes per second. */
  double gigabytesPerSecond(int window, boolean isRead) {
    double seconds = (edge(window + 1) - edge(window)) / execution.npu().clockHz();
    return seconds > 0 ? (isRead ? read : written)[window] / seconds / 1e9 : 0;
  }
}
