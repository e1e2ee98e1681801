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
  /**
   * The operands of a layer and how large they are.
   *
   * @param inputs position of the first
   * @param inputElements of it, as of the others
   */
  record Sizes(
      int inputs,
      int weights,
      int outputs,
      long inputElements,
      long weightElements,
      long outputElements) {
    Sizes(Layer layer, ContractionNest nest) {
      this(
          nest.operand(Role.INPUTS),
          nest.operand(Role.WEIGHTS),
          nest.operand(Role.OUTPUTS),
          layer.elements(layer.operands().get(nest.operand(Role.INPUTS))),
          layer.elements(layer.operands().get(nest.operand(Role.WEIGHTS))),
          layer.elements(layer.operands().get(nest.operand(Role.OUTPUTS))));
    }
  }

  /** The evaluator's last count. */
  static NestCounts of(Evaluator evaluator, Sizes sizes) {
    double pj = 0;
    int operands = evaluator.layer().operands().size();
    for (int level = 0; level < RunArchitecture.DRAM; level++) {
      for (int operand = 0; operand < operands; operand++) {
        pj += evaluator.keeps(level, operand) ? evaluator.energy(level, operand) : 0;
      }
    }
    int dram = RunArchitecture.DRAM;
    return new NestCounts(
        (double) evaluator.reads(dram, sizes.inputs()) / sizes.inputElements(),
        (double) evaluator.reads(dram, sizes.weights()) / sizes.weightElements(),
        (double) evaluator.updates(dram, sizes.outputs()) / sizes.outputElements(),
        pj);
  }
}
