package dev.npusim.viz.compare;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.viz.report.Totals;

/** The figures of a saved run, those of {@code sweep.csv}. */
final class TotalFigures {
  private TotalFigures() {}

  static double of(ComparedRun run, Metric metric) {
    Totals totals = run.result().totals();
    return switch (metric) {
      case CYCLES -> totals.cycles();
      case LATENCY -> totals.latencySeconds();
      case ENERGY -> totals.energy().total();
      case EDP -> totals.energy().total() * totals.latencySeconds();
      case POWER -> totals.averagePowerWatts();
      case PEAK_POWER -> totals.power().watts();
      case UTILIZATION -> totals.macUtilization();
      case AREA -> totals.areaMm2();
      case SRAM_SIZE -> run.npu().sram().sizeBytes();
      case PEAK_SRAM -> totals.peakSramBytes();
      case DRAM -> Math.addExact(totals.dramReadBytes(), totals.dramWriteBytes());
      case DRAM_READ -> totals.dramReadBytes();
      case DRAM_WRITE -> totals.dramWriteBytes();
      case SPILL -> traffic(totals, Traffic.SPILL_WRITE) + traffic(totals, Traffic.SPILL_READ);
      case RECOMPUTED -> totals.recomputedMacs();
      case ENERGY_MAC -> totals.energy().mac();
      case ENERGY_VECTOR -> totals.energy().vector();
      case ENERGY_LOCAL -> totals.energy().local();
      case ENERGY_SRAM -> totals.energy().sram();
      case ENERGY_DRAM -> totals.energy().dram();
      case ENERGY_STATIC -> totals.energy().staticJ();
      case STALL_DRAM -> totals.stalls().dram();
      case STALL_SRAM -> totals.stalls().sram();
      case STALL_VECTOR -> totals.stalls().vector();
      case STALL_DEPENDENCY -> totals.stalls().dependency();
      case LOWER_BOUND -> totals.lowerBoundCycles();
    };
  }

  private static double traffic(Totals totals, Traffic traffic) {
    return totals.dramBytes().getOrDefault(traffic, 0L);
  }
}
