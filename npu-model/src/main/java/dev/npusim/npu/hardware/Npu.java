package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/**
 * A chip: a MAC array and a vector unit, once or per core, on-chip memories from the array
 * outwards, DMA channels and DRAM.
 *
 * @param clockHz cycles per second of everything on the chip
 * @param memories on-chip memories, the innermost first; the outermost is "the SRAM"
 * @param launch fixed time before layers and runs
 * @param weightMemory holds weights that are then not read from DRAM, where there is one
 * @param area constants of the chip's own; empty where the shipped tables are used
 * @param cores equal cores: each has the array, the vector unit and the accumulator described here;
 *     the other memories, DMA and DRAM are there once
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
    LaunchSpec launch,
    Optional<WeightMemory> weightMemory,
    Optional<AreaSpec> area,
    int cores) {

  /**
   * One core, work starts at once, all weights are in DRAM, and the area follows from the shipped
   * tables.
   */
  public Npu(
      String name,
      double clockHz,
      ArraySpec array,
      VectorSpec vector,
      ImmutableList<MemorySpec> memories,
      DramSpec dram,
      DmaSpec dma,
      EnergySpec energy) {
    this(
        name,
        clockHz,
        array,
        vector,
        memories,
        dram,
        dma,
        energy,
        LaunchSpec.NONE,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  /** The same chip with another DRAM. */
  public Npu withDram(DramSpec other) {
    return new Npu(
        name,
        clockHz,
        array,
        vector,
        memories,
        other,
        dma,
        energy,
        launch,
        weightMemory,
        area,
        cores);
  }

  /**
   * The same chip with an SRAM of another size. Energy and area stay what they were for the old
   * one: for figures that do not depend on them.
   */
  public Npu withSramBytes(long bytes) {
    MemorySpec old = sram();
    ImmutableList.Builder<MemorySpec> others = ImmutableList.builder();
    others.addAll(memories.subList(0, memories.size() - 1));
    others.add(
        new MemorySpec(
            old.name(),
            bytes,
            old.banks(),
            old.conflicts(),
            old.bytesPerCycle(),
            old.widthBits(),
            old.holds()));
    return new Npu(
        name,
        clockHz,
        array,
        vector,
        others.build(),
        dram,
        dma,
        energy,
        launch,
        weightMemory,
        area,
        cores);
  }

  /** The same chip seen by a program that uses only this many of its cores. */
  public Npu withCores(int used) {
    return new Npu(
        name,
        clockHz,
        array,
        vector,
        memories,
        dram,
        dma,
        energy,
        launch,
        weightMemory,
        area,
        used);
  }

  /** Peak MACs per cycle of the arrays of all cores in {@code format}. */
  public double peakMacsPerCycle(String format) {
    return array.peakMacsPerCycle(format) * cores;
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

  /** Every energy by its key in chip.yaml, the weight memory's last. */
  public ImmutableMap<String, EnergySpec.Constant> energyTable() {
    ImmutableMap.Builder<String, EnergySpec.Constant> table = ImmutableMap.builder();
    table.putAll(energy.table());
    weightMemory.ifPresent(memory -> table.put("weight_memory.energy", memory.pjPerByte()));
    return table.buildOrThrow();
  }

  /** Whole cycles that hold the engine which begins a layer. */
  public long layerLaunchCycles() {
    return Math.round(launch.perLayerSeconds() * clockHz);
  }

  /** Whole cycles before a run. */
  public long runLaunchCycles() {
    return Math.round(launch.perRunSeconds() * clockHz);
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
