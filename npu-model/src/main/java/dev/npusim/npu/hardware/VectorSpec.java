package dev.npusim.npu.hardware;

/**
 * The vector unit.
 *
 * @param lanes lane operations per cycle, at any precision
 */
public record VectorSpec(int lanes) {}
