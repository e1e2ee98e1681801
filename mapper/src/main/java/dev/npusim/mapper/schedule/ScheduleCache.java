package dev.npusim.mapper.schedule;

import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.schedule.Plan.Pricing;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.VectorSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Searches of tilings that schedules of several models or chips share. Which tilings are good
 * depends neither on the DRAM nor on the size of the SRAM, so chips that differ in those search
 * once. Thread-safe.
 */
public final class ScheduleCache {
  /**
   * Bytes per cycle at which planning prices DRAM traffic; an assumption, deliberately not the
   * chip's own figure.
   */
  private static final double ASSUMED_DRAM_BYTES_PER_CYCLE = 48;

  /** The same where traffic is to weigh most; an assumption, too. */
  private static final double SLOW_DRAM_BYTES_PER_CYCLE = 6;

  /** Bytes per cycle at which plans of this kind price DRAM traffic. */
  static double bytesPerCycle(Pricing pricing) {
    return pricing == Pricing.TRAFFIC ? SLOW_DRAM_BYTES_PER_CYCLE : ASSUMED_DRAM_BYTES_PER_CYCLE;
  }

  /**
   * All of a chip that a search of tilings asks for.
   *
   * @param sram of a size that stands for all
   * @param energy only where it counts
   */
  private record Key(
      ArraySpec array,
      VectorSpec vector,
      MemorySpec accumulator,
      MemorySpec sram,
      int cores,
      Pricing pricing,
      @Nullable EnergySpec energy) {}

  private record BlocksKey(Npu npu, double bytesPerCycle) {}

  private final Map<Key, ContractionSearch> contractions = new ConcurrentHashMap<>();
  private final Map<BlocksKey, AttentionBlocks> attentions = new ConcurrentHashMap<>();

  /** The tilings of contractions on a chip with as many cores as {@code npu} says. */
  ContractionSearch contractions(Npu npu, Pricing pricing) {
    return contractions.computeIfAbsent(
        key(npu, pricing),
        key -> new ContractionSearch(npu, bytesPerCycle(pricing), pricing == Pricing.ENERGY));
  }

  /** The blocks of attention on a chip. */
  AttentionBlocks attentions(Npu npu, Pricing pricing) {
    double bytesPerCycle = bytesPerCycle(pricing);
    DramSpec any = new DramSpec("any", 1, 1, npu.dram().burstBytes());
    return attentions.computeIfAbsent(
        new BlocksKey(npu.withDram(any), bytesPerCycle),
        key -> new AttentionBlocks(npu, bytesPerCycle));
  }

  /**
   * Equal for chips that share every search: a cache that has served one is of use to the other.
   */
  public static Object shape(Npu npu) {
    return key(npu, Pricing.ENERGY);
  }

  private static Key key(Npu npu, Pricing pricing) {
    MemorySpec sram = npu.sram();
    return new Key(
        npu.array(),
        npu.vector(),
        npu.accumulator(),
        new MemorySpec(
            sram.name(),
            0,
            sram.banks(),
            sram.conflicts(),
            sram.bytesPerCycle(),
            sram.widthBits(),
            sram.holds()),
        npu.cores(),
        pricing,
        pricing == Pricing.ENERGY ? npu.energy() : null);
  }
}
