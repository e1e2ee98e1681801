package dev.npusim.npu.cost;

import dev.npusim.npu.hardware.Npu;

/** Cycles that data needs to cross a port, and that the vector unit needs for its work. Pure. */
public final class PortTiming {
  private PortTiming() {}

  /** A client's port of an on-chip memory. */
  public static long port(long bytes, double bytesPerCycle) {
    return Ceil.div(bytes, bytesPerCycle);
  }

  /** The DRAM bus: whole bursts at the sustained rate of sequential accesses. */
  public static long dram(Npu npu, long bytes) {
    return Ceil.div(dramBurstBytes(npu, bytes), npu.dramBytesPerCycle());
  }

  /** Bytes rounded up to whole bursts. */
  public static long dramBurstBytes(Npu npu, long bytes) {
    int burst = npu.dram().burstBytes();
    return Ceil.div(bytes, burst) * burst;
  }

  public static long vector(Npu npu, long laneOps) {
    return Ceil.div(laneOps, npu.vector().lanes());
  }
}
