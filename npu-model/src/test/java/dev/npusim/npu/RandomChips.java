package dev.npusim.npu;

import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.util.List;
import java.util.Random;

/** Chips with every key of the memory side drawn at random, large enough for the test programs. */
public final class RandomChips {
  private RandomChips() {}

  /** Equal seeds give equal chips. */
  public static Npu of(long seed) {
    return Npus.parse("random.yaml", yaml(new Random(seed)), List.of()).npu();
  }

  /** The same chip with settings. */
  public static Npu of(long seed, List<String> settings) {
    return Npus.parse("random.yaml", yaml(new Random(seed)), settings).npu();
  }

  private static String yaml(Random random) {
    int latency = random.nextInt(3) * random.nextInt(300);
    StringBuilder yaml = new StringBuilder();
    yaml.append("clock: ").append(100 + random.nextInt(1900)).append(" MHz\n");
    yaml.append("array: {rows: ").append(1 + random.nextInt(16));
    yaml.append(", columns: ").append(1 + random.nextInt(16));
    yaml.append(", timing: ").append(random.nextBoolean() ? "systolic" : "multicast");
    yaml.append(", convolution: ").append(random.nextBoolean() ? "im2col" : "channels");
    yaml.append(", weight_double_buffer: ").append(random.nextBoolean());
    yaml.append(", macs_per_cycle: {int8: ").append(random.nextBoolean() ? 1 : 0.5);
    yaml.append(", fp16: 0.25}}\n");
    yaml.append("vector: {lanes: ").append(1 + random.nextInt(64)).append("}\n");
    yaml.append("memories:\n");
    yaml.append("  - {name: accumulator, size: 1 MiB}\n");
    yaml.append("  - {name: sram, size: 1 MiB, bandwidth: ").append(4 + random.nextInt(60));
    yaml.append(" B/cycle, banks: ").append(1 << random.nextInt(5));
    yaml.append(", conflicts: ").append(random.nextBoolean()).append("}\n");
    yaml.append("  - {name: dram, bandwidth: ").append(0.5 + random.nextInt(40));
    yaml.append(" GB/s, type: lpddr5, burst: ").append(16 << random.nextInt(4));
    yaml.append(" B, efficiency: ").append(0.5 + 0.4 * random.nextDouble()).append("}\n");
    yaml.append("dma: {channels: ").append(2 + random.nextInt(3));
    yaml.append(", setup: ").append(random.nextInt(60)).append(" cycles, latency: ");
    yaml.append(latency).append(" cycles, write_latency: ").append(latency / 2).append(" cycles");
    if (latency > 0) {
      yaml.append(", outstanding: ").append(1 + random.nextInt(16));
    }
    yaml.append(", dimensions: ").append(1 + random.nextInt(2)).append("}\n");
    yaml.append("launch: {per_layer: ").append(random.nextInt(2) * random.nextInt(900));
    yaml.append(" ns, per_run: ").append(random.nextInt(2) * random.nextInt(5)).append(" us}\n");
    if (random.nextBoolean()) {
      yaml.append("weight_memory: {kind: rom, size: ").append(1 + random.nextInt(4096));
      yaml.append(" B, bandwidth: ").append(1 + random.nextInt(64));
      yaml.append(" B/cycle, energy: ").append(random.nextInt(100) / 100.0).append(" pJ/B}\n");
    }
    yaml.append("energy: {static: 100 mW, static_array: 40 mW, static_vector: 20 mW");
    yaml.append(", dram_background: ").append(random.nextInt(30)).append(" mW");
    yaml.append(", gating_array: ").append(random.nextInt(2) * random.nextDouble()).append("}\n");
    return yaml.toString();
  }
}
