package dev.npusim.mapper.tile;

import dev.npusim.npu.program.Dataflow;

/**
 * The loops of a contraction group and what they cost, given what is in SRAM anyway.
 *
 * @param sramBytes workspace: weights, input block, operand and result slots
 * @param arrayCycles of all array instructions
 * @param vectorCycles of all vector instructions
 * @param dramBytes of all transfers
 * @param energyPj of accumulator and SRAM
 */
public record ContractionTiling(
    ContractionLoops loops,
    long sramBytes,
    long arrayCycles,
    long vectorCycles,
    long dramBytes,
    double energyPj) {

  /** Slots that rotate for streamed epilogue operands and results, of one core. */
  private static final int SLOTS = 3;

  /** Slots where tiles of several cores are under way at a time. */
  public static int slots(int cores) {
    return SLOTS + cores - 1;
  }

  public Dataflow dataflow() {
    return loops.dataflow();
  }

  public int tileM() {
    return loops.tileM();
  }

  public int tileN() {
    return loops.tileN();
  }

  public int tileK() {
    return loops.tileK();
  }

  public int blockRows() {
    return loops.blockRows();
  }

  public boolean pinned() {
    return loops.pinned();
  }
}
