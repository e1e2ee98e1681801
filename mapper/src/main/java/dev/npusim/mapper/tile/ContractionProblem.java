package dev.npusim.mapper.tile;

import dev.npusim.mapper.nest.Dim;
import dev.npusim.mapper.nest.Layer;

/**
 * All that decides how a contraction group is best tiled; equal problems are searched once.
 *
 * @param layer the loop nest without a name, so that equal layers are equal
 * @param m output rows (of one batch element for a product of two activations)
 * @param n output columns of the group's result
 * @param panels products that make one result column (2 for a gated unit)
 * @param k reduction (per group of a grouped convolution)
 * @param groups of a grouped convolution; 1 otherwise
 * @param batch independent products run one after the other
 * @param rowQuantum output rows that belong together (one image row), or 1
 * @param inputRows rows of the first operand
 * @param haloRows input rows that neighbouring blocks share
 * @param inputColumns columns of the first operand
 * @param inputBits width of the first operand
 * @param weights how the second operand is stored and read
 * @param rate MACs per PE and cycle
 * @param prologueLaneOps lane operations per element of the first operand, made block by block; 0
 *     without a prologue
 * @param hasPrologue whether the first operand is made in a block buffer
 * @param epilogueLaneOps lane operations per result element, draining included
 * @param streamedOperands epilogue operands that are not resident
 * @param streamedInput share of the first operand (or of the prologue's source) that is not
 *     resident
 * @param streamedWeights share of the second operand that is not resident
 * @param streamedOutput share of the result that is not resident
 */
public record ContractionProblem(
    Layer layer,
    long m,
    long n,
    int panels,
    long k,
    int groups,
    long batch,
    int rowQuantum,
    long inputRows,
    long haloRows,
    long inputColumns,
    int inputBits,
    WeightForm weights,
    double rate,
    double prologueLaneOps,
    boolean hasPrologue,
    double epilogueLaneOps,
    int streamedOperands,
    double streamedInput,
    double streamedWeights,
    double streamedOutput) {

  /** Input rows that {@code rows} consecutive output rows need. */
  public long inputRowsFor(long rows) {
    return Math.min(inputRows, (rows * inputRows + m - 1) / m + haloRows);
  }

  /** Input rows that {@code rows} consecutive output rows need beyond those of the rows before. */
  public long freshRowsFor(long rows) {
    return Math.min(inputRows, Math.max(1, (rows * inputRows + m - 1) / m));
  }

  public long inputBytes(long rows) {
    return (rows * inputColumns * inputBits + 7) / 8;
  }

  public long outputBytes(long elements) {
    return (elements * inputBits + 7) / 8;
  }

  public long weightBytes(long elements) {
    return weights.bytes(elements);
  }

  /** Indices of the reduction that one input channel has: R x S. */
  public long taps() {
    // Asked for every candidate of a search.
    long taps = 1;
    for (Dim dim : layer.dims()) {
      if (dim.name().equals("R") || dim.name().equals("S")) {
        taps = Math.multiplyExact(taps, dim.bound());
      }
    }
    return taps;
  }

  /** The same group with all of the second operand in SRAM. */
  public ContractionProblem withResidentWeights() {
    return with(
        prologueLaneOps,
        hasPrologue,
        epilogueLaneOps,
        streamedOperands,
        streamedInput,
        0,
        streamedOutput);
  }

  /** The same group with nothing of it in SRAM and no work beside the product's. */
  public ContractionProblem allStreamed() {
    return with(0, false, 0, 0, 1, 1, 1);
  }

  /** The same product with other work beside it and other parts of it in SRAM. */
  private ContractionProblem with(
      double prologueLaneOps,
      boolean hasPrologue,
      double epilogueLaneOps,
      int streamedOperands,
      double streamedInput,
      double streamedWeights,
      double streamedOutput) {
    return new ContractionProblem(
        layer,
        m,
        n,
        panels,
        k,
        groups,
        batch,
        rowQuantum,
        inputRows,
        haloRows,
        inputColumns,
        inputBits,
        weights,
        rate,
        prologueLaneOps,
        hasPrologue,
        epilogueLaneOps,
        streamedOperands,
        streamedInput,
        streamedWeights,
        streamedOutput);
  }
}
