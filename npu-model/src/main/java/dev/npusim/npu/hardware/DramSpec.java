package dev.npusim.npu.hardware;

/**
 * Off-chip memory behind one shared bus.
 *
 * @param type as written, such as {@code lpddr5-6400}; informative where a bandwidth is given
 * @param bytesPerSecond peak
 * @param efficiency sustained share of the peak
 * @param burstBytes a transfer moves whole bursts
 */
public record DramSpec(String type, double bytesPerSecond, double efficiency, int burstBytes) {}
