package dev.npusim.npu.imports;

import dev.npusim.npu.hardware.Place;
import java.math.BigDecimal;
import java.util.Optional;

/** What several formats leave open, assumed in the same way. */
final class Common {
  private static final String DRAM_ENERGY =
      "{value: 8 pJ/bit, status: assumption, source: \"LPDDR4's figure (Accelergy CACTI plug-in"
          + " table); the file names no DRAM\"}";

  private Common() {}

  /** The clock of a file that counts cycles only. */
  static void clock(Draft draft, Optional<String> option) {
    if (option.isPresent()) {
      draft.translated("clock", option.get(), "--clock");
    } else {
      draft.assumed("clock", "1 GHz", "the file counts cycles only; --clock gives another");
    }
  }

  static void lanes(Draft draft, long lanes) {
    draft.assumed(
        "vector.lanes",
        String.valueOf(lanes),
        "one per column; the file has no vector unit, its tool costs no vector work");
  }

  /** Multipliers that get their operands at once and keep the next weights at hand. */
  static void multicast(Draft draft, String tool) {
    draft.assumed("array.timing", "multicast", tool + " counts no fill and drain");
    draft.assumed(
        "array.dataflow", "flexible", "mappings and constraints decide it there, not the hardware");
    draft.assumed("array.weight_double_buffer", "true", tool + " hides the loading of weights");
  }

  /** A memory of narrower words holds fewer partial sums here than there. */
  static void partialSums(Draft draft, Place place, String memory, long bits) {
    if (bits < 32) {
      draft.inexpressible(
          place,
          memory
              + ": partial sums of "
              + bits
              + " bits; they have 32 here, so that fewer fit into the same bytes");
    }
  }

  /** Bytes per cycle that keep every row and column supplied. */
  static BigDecimal edges(long rows, long columns, int bits) {
    return BigDecimal.valueOf((rows + columns) * bits).divide(BigDecimal.valueOf(8));
  }

  /** Bandwidth that the tool takes for sustained, without anything on top. */
  static void plainDram(Draft draft, String tool) {
    draft.assumed("dram.efficiency", "1", tool + " takes the bandwidth for sustained");
    draft.assumed("dram.burst", "64 B", "the file has none");
  }

  static void dma(Draft draft) {
    draft.assumed("dma.channels", "2", "the file has no DMA engine");
    draft.assumed("dma.setup", "100 cycles", "per transfer; the file has no DMA engine");
  }

  static void dramEnergy(Draft draft) {
    draft.assumed("energy.dram", DRAM_ENERGY, "the file names no DRAM");
  }

  static void process(Draft draft) {
    draft.assumed("energy.process", "7nm", "the file names no technology");
  }
}
