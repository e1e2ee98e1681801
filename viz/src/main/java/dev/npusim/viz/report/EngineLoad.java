package dev.npusim.viz.report;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.simulate.Execution;

/**
 * How busy each engine was over time.
 *
 * @param array busy share of each bin, 0 to 1, of all cores' arrays
 * @param vector of the vector units
 * @param dram of the DRAM bus
 */
public record EngineLoad(double[] array, double[] vector, double[] dram) {

  /**
   * @param bins of equal duration
   */
  public static EngineLoad of(Execution execution, int bins) {
    double width = Math.max(1, execution.cycles()) / (double) bins;
    EngineLoad load = new EngineLoad(new double[bins], new double[bins], new double[bins]);
    for (Instruction instruction : execution.program().instructions()) {
      if (instruction instanceof Transfer transfer
          && execution.program().isFromWeightMemory(transfer)) {
        continue;
      }
      double[] engine =
          instruction instanceof ArrayTile
              ? load.array
              : instruction instanceof VectorTile ? load.vector : load.dram;
      int id = instruction.id();
      double share = engine == load.dram ? 1 : 1.0 / execution.npu().cores();
      add(engine, execution.start().get(id) / width, execution.busyEnd().get(id) / width, share);
    }
    return load;
  }

  private static void add(double[] bins, double from, double to, double share) {
    for (int bin = (int) from; bin < Math.min(bins.length, Math.ceil(to)); bin++) {
      bins[bin] += share * (Math.min(to, bin + 1) - Math.max(from, bin));
    }
  }
}
