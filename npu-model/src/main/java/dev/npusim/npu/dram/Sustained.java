package dev.npusim.npu.dram;

/**
 * What a DRAM does with an access pattern in the long run.
 *
 * @param share of the peak that whole bursts reach, refresh included; above 0 and at most 1
 * @param rowHitRate share of the column accesses that found their row open
 * @param firstByteSeconds from the first request to an idle channel to the end of its first burst;
 *     0 for writes, which are posted
 */
public record Sustained(double share, double rowHitRate, double firstByteSeconds) {}
