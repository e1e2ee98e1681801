package dev.npusim.viz.sweep;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Figures of sweeps with their units. */
public final class Figures {
  private Figures() {}

  public static String text(Metric metric, double value) {
    String column = metric.column();
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
    if (metric == Metric.UTILIZATION) {
      return Units.percent(value);
    }
    return Units.count(value);
  }

  /** With its sign; that of two shares is in percentage points, {@code -6.8 pp}. */
  public static String difference(Metric metric, double difference) {
    if (difference == 0) {
      return "0";
    }
    double size = Math.abs(difference);
    String text =
        metric == Metric.UTILIZATION
            ? String.format(Locale.ROOT, "%.1f pp", 100 * size)
            : text(metric, size);
    return (difference > 0 ? "+" : "-") + text;
  }

  /** What a difference is of the first value: {@code +1.8 %}. */
  public static String change(double share) {
    return Double.isNaN(share)
        ? Units.NONE
        : share == 0 ? "0 %" : String.format(Locale.ROOT, "%+.1f %%", 100 * share);
  }

  /** What a metric is, in words: {@code peak SRAM}. */
  public static String name(Metric metric) {
    return switch (metric) {
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
      default -> metric.word();
    };
  }
}
