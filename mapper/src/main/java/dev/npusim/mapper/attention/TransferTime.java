package dev.npusim.mapper.attention;

import dev.npusim.npu.cost.DmaTiming;
import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;

/**
 * The DMA engine in a phase: one bus, shared by channels that each set up a transfer while another
 * one's data move. A block that passes is a transfer, and so are keys or values that are held.
 */
final class TransferTime {
  private final Npu npu;

  /** What arrives before the first product, and what leaves after the last drain. */
  long firstLoadBits;

  long lastStoreBits;

  private long loads;
  private long stores;

  TransferTime(Npu npu) {
    this.npu = npu;
  }

  /** Counts transfers to SRAM. */
  void loads(long transfers) {
    loads += transfers;
  }

  /** Counts transfers to DRAM. */
  void stores(long transfers) {
    stores += transfers;
  }

  /** Cycles of so many bits on the bus. */
  long bus(long bits) {
    long bytes = (bits + 7) / 8;
    return Math.max(
        PortTiming.dram(npu, bytes), PortTiming.port(bytes, npu.sram().portBytesPerCycle()));
  }

  /** Cycles before the first byte is there. */
  private long lead() {
    return loads == 0 ? 0 : DmaTiming.lead(npu.dma(), true);
  }

  /** From the last result to the acknowledgement of its last byte. */
  private long end() {
    return stores == 0
        ? 0
        : DmaTiming.lead(npu.dma(), false) + bus(lastStoreBits) + npu.dma().writeLatency();
  }

  /** Cycles in which neither array nor vector unit has anything to do. */
  long ends() {
    return lead() + bus(firstLoadBits) + end();
  }

  /**
   * Cycles where nothing waits but for the DMA engine: all transfers but the last store, one after
   * the other on the bus or, with their set-up, on the channels; then what is done with the last
   * block that arrives; then the last store.
   *
   * @param bits of all transfers
   * @param after cycles from the arrival of the last block to the last result
   */
  long cycles(long bits, long after) {
    long before = bus(Math.max(0, bits - lastStoreBits));
    long setups =
        loads * DmaTiming.lead(npu.dma(), true)
            + Math.max(0, stores - 1) * DmaTiming.lead(npu.dma(), false);
    long channels = npu.dma().channels();
    long through = Math.max(lead() + before, (setups + before + channels - 1) / channels);
    return through + after + end();
  }
}
