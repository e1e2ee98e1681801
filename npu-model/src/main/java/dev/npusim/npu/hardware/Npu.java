package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * A chip: one MAC array, one vector unit, on-chip memories from the array outwards, DMA channels
 * and DRAM.
 *
 * @param clockHz cycles per second of everything on the chip
 * @param memories on-chip memories, the innermost first; the outermost is "the SRAM"
 * @param area constants of the chip's own; empty where the shipped tables are used
 */
public record Npu(
    String name,
    double clockHz,
    ArraySpec array,
    VectorSpec vector,
    ImmutableList<MemorySpec> memories,
    DramSpec dram,
    DmaSpec dma,
    EnergySpec energy,
    Optional<AreaSpec> area) {

  /** A chip whose area follows from the shipped tables. */
  public Npu(
      String name,
      double clockHz,
      ArraySpec array,
      VectorSpec vector,
      ImmutableList<MemorySpec> memories,
      DramSpec dram,
      DmaSpec dma,
      EnergySpec energy) {
    this(name, clockHz, array, vector, memories, dram, dma, energy, Optional.empty());
  }

  /** Name of the memory that holds partial sums next to the array. */
  public static final String ACCUMULATOR = "accumulator";

  /** The memory of partial sums between the array and the vector unit. */
  public MemorySpec accumulator() {
    // Every instruction that is priced asks for it: no stream.
    for (MemorySpec memory : memories) {
      if (memory.name().equals(ACCUMULATOR)) {
        return memory;
      }
    }
    throw new IllegalStateException(name + " has no " + ACCUMULATOR);
  }

  /** The outermost on-chip memory. */
  public MemorySpec sram() {
    return memories.get(memories.size() - 1);
  }

  /** Peak DRAM bytes per clock cycle. */
  public double dramPeakBytesPerCycle() {
    return dram.bytesPerSecond() / clockHz;
  }

  /** Sustained DRAM bytes per clock cycle of sequential reads: peak times efficiency. */
  public double dramBytesPerCycle() {
    return dramPeakBytesPerCycle() * dram.efficiency();
  }

  /** DRAM bytes per clock cycle that no pattern of accesses exceeds. */
  public double dramBestBytesPerCycle() {
    return dram.part().isPresent() ? dramPeakBytesPerCycle() : dramBytesPerCycle();
  }
}
