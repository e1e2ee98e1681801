package dev.npusim.viz.compare;

import dev.npusim.mapper.sweep.Metric;

/** Which way a figure is better. */
public enum Direction {
  LESS,
  MORE,
  /** A property, or something that costs nothing of its own. */
  NEITHER;

  /** What a change means. */
  public enum Verdict {
    BETTER,
    WORSE,
    SAME,
    NONE
  }

  public static Direction of(Metric metric) {
    return switch (metric) {
      case CYCLES,
          LATENCY,
          ENERGY,
          EDP,
          POWER,
          PEAK_POWER,
          AREA,
          PEAK_SRAM,
          DRAM,
          DRAM_READ,
          DRAM_WRITE,
          SPILL,
          ENERGY_MAC,
          ENERGY_VECTOR,
          ENERGY_LOCAL,
          ENERGY_SRAM,
          ENERGY_DRAM,
          ENERGY_STATIC,
          STALL_DRAM,
          STALL_SRAM,
          STALL_VECTOR,
          STALL_DEPENDENCY ->
          LESS;
      case UTILIZATION -> MORE;
      // What is computed again is paid for in time and energy; a bound is no achievement.
      case SRAM_SIZE, RECOMPUTED, LOWER_BOUND -> NEITHER;
    };
  }

  Verdict verdict(double delta) {
    if (Double.isNaN(delta)) {
      return Verdict.NONE;
    }
    if (delta == 0) {
      return Verdict.SAME;
    }
    return this == NEITHER
        ? Verdict.NONE
        : delta < 0 == (this == LESS) ? Verdict.BETTER : Verdict.WORSE;
  }
}
