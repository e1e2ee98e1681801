package dev.npusim.viz.sweep;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.text.Units;

/** Figures of sweeps with their units. */
public final class Figures {
  private Figures() {}

  public static String text(Metric measure, double value) {
    String column = measure.column();
    if (column.endsWith("_bytes")) {
      return Units.bytes(value);
    }
    if (column.endsWith("_js")) {
      return Units.brief(value, "Js");
    }
    if (column.endsWith("_s")) {
      return Units.seconds(value);
    }
    if (column.endsWith("_j")) {
      return Units.joules(value);
    }
    if (column.endsWith("_w")) {
      return Units.watts(value);
    }
    if (column.endsWith("_mm2")) {
      return Units.plain(value) + " mm2";
    }
    if (measure == Metric.UTILIZATION) {
      return Units.percent(value);
    }
    return Units.count(value);
  }

  /** What a measure is, in words: {@code peak SRAM}. */
  public static String name(Metric measure) {
    return switch (measure) {
      case EDP -> "energy-delay product";
      case POWER -> "average power";
      case PEAK_POWER -> "peak power";
      case UTILIZATION -> "MAC utilization";
      case SRAM_SIZE -> "SRAM size";
      case PEAK_SRAM -> "peak SRAM";
      case DRAM -> "DRAM traffic";
      case DRAM_READ -> "DRAM read";
      case DRAM_WRITE -> "DRAM written";
      case ENERGY_MAC -> "MAC energy";
      case SPILL -> "spilled and fetched";
      default -> measure.word();
    };
  }
}
