package dev.npusim.mapper.attention;

import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;

/**
 * Cycles of one engine, instruction by instruction: each takes as long as its work, or as its
 * operands need to cross the engine's port of the SRAM or of the accumulator.
 */
final class EngineTime {
  private final Npu npu;
  private final String engine;
  private long busy;
  private long work;
  private long sram;
  private long accumulator;

  EngineTime(Npu npu, String engine) {
    this.npu = npu;
    this.engine = engine;
  }

  /**
   * Adds {@code times} equal instructions.
   *
   * @return cycles of one
   */
  long add(long times, long workCycles, long sramBits, long accumulatorBytes) {
    long sramCycles = PortTiming.port((sramBits + 7) / 8, npu.sram().portBytesPerCycle());
    long accumulatorCycles = PortTiming.port(accumulatorBytes, npu.accumulator().bytesPerCycle());
    long one = Math.max(workCycles, Math.max(sramCycles, accumulatorCycles));
    busy += times * one;
    work += times * workCycles;
    sram += times * sramCycles;
    accumulator += times * accumulatorCycles;
    return one;
  }

  long busy() {
    return busy;
  }

  /** Cycles of the work alone, ports left out. */
  long work() {
    return work;
  }

  /** What most of its time goes into. */
  String limit() {
    if (work >= sram && work >= accumulator) {
      return engine;
    }
    return engine + (sram >= accumulator ? " SRAM port" : " accumulator port");
  }
}
