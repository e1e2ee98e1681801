package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;

/**
 * A chip: one MAC array, one vector unit, on-chip memories from the array outwards, DMA channels
 * and DRAM.
 *
 * @param clockHz cycles per second of everything on the chip
 * @param memories on-chip memories, the innermost first; the outermost is "the SRAM"
 */
public record Npu(
    String name,
    double clockHz,
    ArraySpec array,
    VectorSpec vector,
    ImmutableList<MemorySpec> memories,
    DramSpec dram,
    DmaSpec dma,
    EnergySpec energy) {

  /** Name of the memory that holds partial sums next to the array. */
  public static final String ACCUMULATOR = "accumulator";

  /** The memory of partial sums between the array and the vector unit. */
  public MemorySpec accumulator() {
    return memories.stream()
        .filter(memory -> memory.name().equals(ACCUMULATOR))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " has no " + ACCUMULATOR));
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
