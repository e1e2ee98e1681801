package dev.npusim.mapper.tile;

import dev.npusim.npu.program.Dataflow;

/**
 * A tiling of fused attention, after the FlashAttention recurrence (Dao et al., 2022): for each
 * head and block of query rows, the keys pass in blocks; scores live in the accumulator,
 * probabilities in an SRAM slot, and the running output is rescaled as the maximum grows.
 *
 * @param rows query rows of a block
 * @param keys keys of a block
 * @param scoreSlots blocks of scores in the accumulator at once: one in use, the others computed
 *     ahead
 * @param keysPass whether streamed keys and values pass block by block for every block of rows,
 *     because a head's do not fit as a whole
 * @param sramBytes workspace: probability slots, and slots for streamed operands and results
 */
public record AttentionTiling(
    Dataflow scores,
    Dataflow values,
    int rows,
    int keys,
    int scoreSlots,
    boolean keysPass,
    long sramBytes,
    long arrayCycles,
    long vectorCycles) {}
