package dev.npusim.mapper.tile;

import dev.npusim.npu.program.Dataflow;

/**
 * A tiling of a contraction group:
 *
 * <pre>
 *   for each block of blockRows output rows            the block's inputs stay in SRAM
 *     for each tileN result columns                    their weights stay in SRAM
 *       for each tileM rows of the block               partial sums stay in the accumulator
 *         for each tileK of the reduction              one array instruction
 * </pre>
 *
 * @param pinned all weights stay in SRAM for the whole group instead of passing once per block
 * @param sramBytes workspace: weights, input block, operand and result slots
 * @param arrayCycles of all array instructions
 * @param vectorCycles of all vector instructions
 * @param dramBytes of all transfers
 * @param portPj energy of operands through the SRAM's port and of partial sums through the
 *     accumulator's, in pJ
 */
public record ContractionTiling(
    Dataflow dataflow,
    int tileM,
    int tileN,
    int tileK,
    int blockRows,
    boolean pinned,
    long sramBytes,
    long arrayCycles,
    long vectorCycles,
    long dramBytes,
    double portPj) {

  /** Slots that rotate for streamed epilogue operands and results. */
  public static final int SLOTS = 3;
}
