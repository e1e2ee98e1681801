package dev.npusim.npu.hardware;

import dev.npusim.npu.dram.DramPart;
import java.util.Optional;

/**
 * Off-chip memory behind one shared bus.
 *
 * @param type as written, such as {@code lpddr5-6400}; informative where a bandwidth is given
 * @param bytesPerSecond peak
 * @param efficiency sustained share of the peak; with a part, that of sequential reads
 * @param burstBytes a transfer moves whole bursts
 * @param part one channel, where transfers take the time that its timings give their pattern; empty
 *     where all sustain {@code efficiency}
 * @param channels of the bus, each a {@code part}; 1 without a part
 */
public record DramSpec(
    String type,
    double bytesPerSecond,
    double efficiency,
    int burstBytes,
    Optional<DramPart> part,
    int channels) {
  /** A DRAM that sustains the same share of its peak for every transfer. */
  public DramSpec(String type, double bytesPerSecond, double efficiency, int burstBytes) {
    this(type, bytesPerSecond, efficiency, burstBytes, Optional.empty(), 1);
  }

  /** The same with a higher peak, of which every transfer sustains the same share. */
  public DramSpec faster(double bytesPerSecondMore) {
    return new DramSpec(
        type, bytesPerSecond + bytesPerSecondMore, efficiency, burstBytes, part, channels);
  }
}
