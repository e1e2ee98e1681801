package dev.npusim.npu.cost;

import dev.npusim.npu.hardware.DmaSpec;

/**
 * What a DMA channel adds to the time of a transfer's data on the bus. Pure.
 *
 * <p>A channel requests bursts one after the other and holds {@code w} of them in flight. With
 * {@code L} cycles from a request to its first byte and {@code b} cycles of a burst on the bus, a
 * read's burst {@code i} leaves the bus at {@code e(i) = max(e(i-1), e(i-w) + L) + b}, the first
 * ones at {@code L + b}, {@code L + 2b}, ... So every {@code w} bursts it waits for {@code L + b -
 * w b} where that is positive, and sustains {@code w} bursts in {@code L + b} cycles. A write's
 * burst waits in the same way for the acknowledgement of the one {@code w} before.
 */
public final class DmaTiming {
  private DmaTiming() {}

  /** Cycles before the first byte is on the bus: one descriptor, and a read's way to the DRAM. */
  public static long lead(DmaSpec dma, boolean isRead) {
    return dma.setupCycles() + (isRead ? dma.readLatency() : 0);
  }

  /**
   * Cycles in which the channel waits for requests in flight, while the bus serves others.
   *
   * @param bursts of the transfer
   * @param busy cycles of all of them on the bus
   */
  public static long waiting(DmaSpec dma, boolean isRead, long bursts, long busy) {
    if (dma.outstanding() == DmaSpec.UNLIMITED || bursts <= dma.outstanding()) {
      return 0;
    }
    // In units of a burst-th part of a cycle, so that nothing is rounded before the end.
    long gap = dma.latency(isRead) * bursts - (dma.outstanding() - 1L) * busy;
    long rounds = Ceil.div(bursts, (long) dma.outstanding());
    return gap <= 0 ? 0 : Ceil.div(Math.multiplyExact(rounds - 1, gap), bursts);
  }

  /**
   * Cycles from the end of the data on the bus to completion: what was waited for on the way, the
   * set-up of further descriptors, and a write's acknowledgement.
   *
   * @param descriptors of the transfer, at least 1
   */
  public static long tail(DmaSpec dma, boolean isRead, long descriptors, long bursts, long busy) {
    return waiting(dma, isRead, bursts, busy)
        + (descriptors - 1) * dma.setupCycles()
        + (isRead ? 0 : dma.writeLatency());
  }
}
