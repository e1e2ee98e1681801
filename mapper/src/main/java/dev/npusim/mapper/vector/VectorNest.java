package dev.npusim.mapper.vector;

/**
 * The loop of a vector operation: blocks of its output, one instruction each.
 *
 * @param rows of the stored matrix (positions, tokens) in a block
 * @param columns (channels, features) in a block; all of them but for a scan
 * @param held whether the input of a norm over rows stays in SRAM between the pass that takes its
 *     statistics and the one that applies them; otherwise it is read twice
 */
public record VectorNest(long rows, long columns, boolean held) {}
