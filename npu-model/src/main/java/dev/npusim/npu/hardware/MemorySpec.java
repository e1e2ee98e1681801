package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableSet;

/**
 * An on-chip memory.
 *
 * @param bytesPerCycle bandwidth of each client's port (array, vector unit, DMA); bank conflicts
 *     are not modelled
 */
public record MemorySpec(
    String name, long sizeBytes, int banks, double bytesPerCycle, ImmutableSet<Operand> holds) {
  /** What a memory may hold. */
  public enum Operand {
    WEIGHTS,
    INPUTS,
    OUTPUTS
  }
}
