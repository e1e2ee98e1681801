package dev.npusim.npu;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.DmaSpec;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.VectorSpec;
import java.util.Random;

/** Chips that are faster than another in some respects and slower in none. */
public final class Faster {
  private Faster() {}

  /** With this times the DRAM bandwidth. */
  public static Npu dram(Npu npu, double factor) {
    DramSpec dram = npu.dram();
    return with(
        npu,
        npu.array(),
        npu.vector(),
        npu.memories(),
        new DramSpec(
            dram.type(), dram.bytesPerSecond() * factor, dram.efficiency(), dram.burstBytes()),
        npu.dma());
  }

  /** With this times the bandwidth of every port on the chip. */
  public static Npu ports(Npu npu, double factor) {
    ImmutableList<MemorySpec> memories =
        npu.memories().stream()
            .map(
                memory ->
                    new MemorySpec(
                        memory.name(),
                        memory.sizeBytes(),
                        memory.banks(),
                        memory.bytesPerCycle() * factor,
                        memory.holds()))
            .collect(ImmutableList.toImmutableList());
    return with(npu, npu.array(), npu.vector(), memories, npu.dram(), npu.dma());
  }

  /** With this times the lanes. */
  public static Npu lanes(Npu npu, int factor) {
    return with(
        npu,
        npu.array(),
        new VectorSpec(npu.vector().lanes() * factor, npu.vector().dequantization()),
        npu.memories(),
        npu.dram(),
        npu.dma());
  }

  /** With transfers set up in fewer cycles. */
  public static Npu setup(Npu npu, int cycles) {
    return with(
        npu,
        npu.array(),
        npu.vector(),
        npu.memories(),
        npu.dram(),
        new DmaSpec(npu.dma().channels(), Math.min(cycles, npu.dma().setupCycles())));
  }

  /** With another array, of at least the same speed. */
  public static Npu array(Npu npu, ArraySpec array) {
    return with(npu, array, npu.vector(), npu.memories(), npu.dram(), npu.dma());
  }

  /** Faster at random, in one respect or several. */
  public static Npu random(Npu npu, Random random) {
    Npu faster = npu;
    if (random.nextBoolean()) {
      faster = dram(faster, 1 + 3 * random.nextDouble());
    }
    if (random.nextBoolean()) {
      faster = ports(faster, 1 + 3 * random.nextDouble());
    }
    if (random.nextBoolean()) {
      faster = lanes(faster, 1 + random.nextInt(4));
    }
    return random.nextBoolean() ? setup(faster, random.nextInt(20)) : faster;
  }

  private static Npu with(
      Npu npu,
      ArraySpec array,
      VectorSpec vector,
      ImmutableList<MemorySpec> memories,
      DramSpec dram,
      DmaSpec dma) {
    return new Npu(
        npu.name(),
        npu.clockHz(),
        array,
        vector,
        memories,
        dram,
        dma,
        npu.energy(),
        npu.launch(),
        npu.weightMemory(),
        npu.area(),
        npu.cores());
  }
}
