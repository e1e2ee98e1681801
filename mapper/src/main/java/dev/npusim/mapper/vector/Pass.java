package dev.npusim.mapper.vector;

import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;

/**
 * One pass over all blocks: loads, vector instructions and stores overlap but for the first block
 * that arrives and the last that is worked on and leaves. Every operand of a block is a transfer of
 * its own: whole bursts on the one bus, and a set-up that holds one of the DMA channels.
 */
final class Pass {
  private final Npu npu;
  private long bus;
  private long burstBytes;
  private long transfers;
  private long loading;
  private long firstLoad = -1;
  private long lastStore;
  private long last;
  private long busy;
  private long work;
  private long port;
  private long laneOps;

  Pass(Npu npu) {
    this.npu = npu;
  }

  /** An operand of the next block, of which so many bytes have to be loaded for it. */
  void load(long bytes) {
    loading += transfer(bytes);
  }

  /**
   * A block whose operands have been loaded.
   *
   * @param portBytes read from and written to SRAM by the vector unit
   */
  void block(long ops, long portBytes, long storeBytes) {
    firstLoad = firstLoad < 0 ? loading : firstLoad;
    lastStore = transfer(storeBytes);
    laneOps += ops;
    long workCycles = PortTiming.vector(npu, ops);
    long portCycles = PortTiming.port(portBytes, npu.sram().bytesPerCycle());
    last = Math.max(workCycles, portCycles);
    busy += last;
    work += workCycles;
    port += portCycles;
  }

  private long transfer(long bytes) {
    if (bytes == 0) {
      return 0;
    }
    long cycles = bus(npu, bytes);
    transfers++;
    bus += cycles;
    burstBytes += PortTiming.dramBurstBytes(npu, bytes);
    return cycles;
  }

  long laneOps() {
    return laneOps;
  }

  long busyCycles() {
    return busy;
  }

  long workCycles() {
    return work;
  }

  long portCycles() {
    return port;
  }

  /** Bytes on the DRAM bus. */
  long burstBytes() {
    return burstBytes;
  }

  /** Of the bus; or of the channels, where transfers are short. */
  long dmaCycles() {
    long channels = npu.dma().channels();
    long setups = (transfers * npu.dma().setupCycles() + bus + channels - 1) / channels;
    return Math.max(bus, setups);
  }

  long cycles() {
    return npu.dma().setupCycles() + Math.max(firstLoad + busy + lastStore, dmaCycles() + last);
  }

  /** Of one transfer: the bus, or the SRAM's port of the transfers where that is slower. */
  static long bus(Npu npu, long bytes) {
    return Math.max(
        PortTiming.dram(npu, bytes), PortTiming.port(bytes, npu.sram().bytesPerCycle()));
  }
}
