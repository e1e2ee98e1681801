package dev.npusim.mapper.attention;

import dev.npusim.npu.program.Dataflow;

/**
 * A loop nest of attention: how its products are blocked and what is kept where.
 *
 * @param order which operand is outermost
 * @param held whether the inner operands of a key/value head stay in SRAM while the outer ones pass
 *     (queries outer: keys and values; keys outer: queries and running outputs); otherwise they
 *     pass from DRAM for every outer block
 * @param heads query heads stacked in a block: one load of keys and values serves them
 * @param rows query rows of each head in a block, Br
 * @param keys keys and values of a block, Bc
 * @param scores dataflow of the product q k^T: M = heads x rows, N = keys, K = headDim
 * @param values dataflow of the product p v: M = heads x rows, N = valueDim, K = keys
 */
public record AttentionNest(
    Order order, boolean held, long heads, long rows, long keys, Dataflow scores, Dataflow values) {

  /** The outermost of the two loops over positions. */
  public enum Order {
    /** For blocks of query rows, for blocks of keys: FlashAttention-2. */
    QUERIES_OUTER,
    /**
     * For blocks of keys, for blocks of query rows: FlashAttention-1. Running outputs leave the
     * accumulator between blocks of keys.
     */
    KEYS_OUTER,
    /** All scores, then all probabilities, then all outputs; scores and probabilities in DRAM. */
    UNFUSED;

    public boolean fused() {
      return this != UNFUSED;
    }

    /** What the second product adds to: running outputs, or outputs. */
    AttentionOperand sums() {
      return fused() ? AttentionOperand.STATE : AttentionOperand.OUTPUT;
    }
  }
}
