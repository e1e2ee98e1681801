package dev.npusim.mapper.tile;

import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.npu.RunArchitecture;

/**
 * What the physical counter says of a contraction's nest when everything comes from DRAM and goes
 * there, in shares of the operands' own sizes: those of the layer are boxes, padding included.
 *
 * @param inputs times that all of the first operand is read from DRAM
 * @param weights times that all of the second operand is read from DRAM
 * @param outputs times that all of the result is written to DRAM
 * @param onChipPj energy of accumulator and SRAM
 */
record NestCounts(double inputs, double weights, double outputs, double onChipPj) {
  /** The evaluator's last count. */
  static NestCounts of(Evaluator evaluator, ContractionNest nest) {
    double pj = 0;
    for (int level = 0; level < RunArchitecture.DRAM; level++) {
      for (int operand = 0; operand < evaluator.layer().operands().size(); operand++) {
        pj += evaluator.keeps(level, operand) ? evaluator.energy(level, operand) : 0;
      }
    }
    int outputs = nest.operand(Role.OUTPUTS);
    return new NestCounts(
        share(evaluator, nest.operand(Role.INPUTS), evaluator::reads),
        share(evaluator, nest.operand(Role.WEIGHTS), evaluator::reads),
        share(evaluator, outputs, evaluator::updates),
        pj);
  }

  /** Elements that an evaluator counts. */
  private interface Count {
    long of(int level, int operand);
  }

  private static double share(Evaluator evaluator, int operand, Count count) {
    Layer layer = evaluator.layer();
    return (double) count.of(RunArchitecture.DRAM, operand)
        / layer.elements(layer.operands().get(operand));
  }
}
