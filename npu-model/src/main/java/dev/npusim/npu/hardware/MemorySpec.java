package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableSet;

/**
 * An on-chip memory.
 *
 * @param bytesPerCycle bandwidth of each client's port (array, vector unit, DMA); bank conflicts
 *     are not modelled
 * @param widthBits of one access, which decides what a byte costs
 */
public record MemorySpec(
    String name,
    long sizeBytes,
    int banks,
    double bytesPerCycle,
    int widthBits,
    ImmutableSet<Operand> holds) {
  /** With accesses of 64 bits. */
  public MemorySpec(
      String name, long sizeBytes, int banks, double bytesPerCycle, ImmutableSet<Operand> holds) {
    this(name, sizeBytes, banks, bytesPerCycle, 64, holds);
  }

  /** What a memory may hold. */
  public enum Operand {
    WEIGHTS,
    INPUTS,
    OUTPUTS
  }
}
