package dev.npusim.npu.hardware;

/**
 * DMA engines. A channel keeps so many bursts in flight; each takes the latency and then its time
 * on the bus, so a channel sustains at most {@code outstanding} bursts per latency and burst
 * (Little's law).
 *
 * @param channels transfers that may be set up at once; data moves over one DRAM bus
 * @param setupCycles per descriptor, the first of a transfer overlapping with another channel's
 *     data
 * @param readLatency cycles from the request of a burst to its first byte
 * @param writeLatency cycles from the last byte of a burst to its acknowledgement
 * @param outstanding bursts of a channel in flight; {@link #UNLIMITED} where nothing waits for one
 *     to come back
 * @param dimensions of what one descriptor moves: 1, a run of consecutive bytes, or 2, runs of
 *     equal length at a pitch
 */
public record DmaSpec(
    int channels,
    int setupCycles,
    int readLatency,
    int writeLatency,
    int outstanding,
    int dimensions) {
  /** As many bursts in flight as there are. */
  public static final int UNLIMITED = 0;

  /** Two-dimensional descriptors, no latency. */
  public DmaSpec(int channels, int setupCycles) {
    this(channels, setupCycles, 0, 0, UNLIMITED, 2);
  }

  /** Latency of one direction, in cycles. */
  public int latency(boolean isRead) {
    return isRead ? readLatency : writeLatency;
  }
}
