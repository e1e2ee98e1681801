package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableSet;

/**
 * An on-chip memory.
 *
 * @param bytesPerCycle bandwidth of each client's port (array, vector unit, DMA) without conflicts
 * @param conflicts whether clients get in each other's way at the banks
 * @param widthBits of one access, which decides what a byte costs
 */
public record MemorySpec(
    String name,
    long sizeBytes,
    int banks,
    boolean conflicts,
    double bytesPerCycle,
    int widthBits,
    ImmutableSet<Operand> holds) {
  /** Array, vector unit and DMA: taken to be at work in every cycle, so this is an upper bound. */
  private static final int CLIENTS = 3;

  /** With accesses of 64 bits. */
  public MemorySpec(
      String name, long sizeBytes, int banks, double bytesPerCycle, ImmutableSet<Operand> holds) {
    this(name, sizeBytes, banks, false, bytesPerCycle, 64, holds);
  }

  /** What a client's port sustains, conflicts counted. */
  public double portBytesPerCycle() {
    return conflicts ? bytesPerCycle / slowdown() : bytesPerCycle;
  }

  /** Times as long as a port alone takes; 1 where conflicts are not modelled. */
  public double slowdown() {
    return conflicts ? BankConflicts.slowdown(CLIENTS, banks) : 1;
  }

  /** What a memory may hold. */
  public enum Operand {
    WEIGHTS,
    INPUTS,
    OUTPUTS
  }
}
