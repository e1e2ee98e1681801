package dev.npusim.npu.hardware;

/**
 * DMA engines.
 *
 * @param channels transfers that may be set up at once; data moves over one DRAM bus
 * @param setupCycles per transfer, overlapping with another channel's data
 */
public record DmaSpec(int channels, int setupCycles) {}
