package dev.npusim.mapper.tile;

import dev.npusim.npu.program.Dataflow;

/**
 * The loops in which a contraction group runs:
 *
 * <pre>
 *   for each block of blockRows output rows            the block's inputs stay in SRAM
 *     for each tileN result columns                    their weights stay in SRAM
 *       for each tileM rows of the block               partial sums stay in the accumulator
 *         for each tileK of the reduction              one array instruction
 * </pre>
 *
 * With one tile of rows per block the weights pass through slots, tileK x tileN at a time.
 *
 * @param pinned all weights stay in SRAM for the whole group instead of passing once per block
 */
public record ContractionLoops(
    Dataflow dataflow, int tileM, int tileN, int tileK, int blockRows, boolean pinned) {

  /** Whether a block is one tile of rows, so that weights need not stay for the next. */
  public boolean oneRowTile() {
    return blockRows <= tileM;
  }
}
