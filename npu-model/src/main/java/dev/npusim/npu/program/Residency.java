package dev.npusim.npu.program;

import dev.npusim.ir.Region;

/**
 * Part of a tensor in on-chip memory: an address range for as long as it is used, from the issue of
 * its first writer to the completion of its last access. Live residencies never overlap.
 *
 * @param memory which memory
 * @param address of its first byte; a multiple of {@link #ALIGNMENT}
 * @param bytes at least the tensor's bytes of {@code region} (in the accumulator: 4 per element)
 * @param tensor id of the tensor
 * @param region which part of the tensor
 * @param use what occupancy charts count it as
 */
public record Residency(
    int id, Memory memory, long address, long bytes, int tensor, Region region, Use use) {

  /** Residencies start at multiples of this many bytes. */
  public static final int ALIGNMENT = 64;

  /** The on-chip memories that programs address. */
  public enum Memory {
    /**
     * Partial sums between array and vector unit, 4 bytes per element; the accumulators of several
     * cores lie one behind the other.
     */
    ACCUMULATOR,
    /** The outermost on-chip memory. */
    SRAM
  }

  /** What a residency is there for. */
  public enum Use {
    WEIGHTS,
    ACTIVATIONS,
    /** A tensor that waits for a far reader (a skip or a residual). */
    SKIPS,
    WORKSPACE
  }
}
