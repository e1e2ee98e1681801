package dev.npusim.viz.sweep;

import dev.npusim.mapper.sweep.Metric;
import java.util.Locale;

/**
 * The unit in which an axis shows a metric.
 *
 * @param label what it is, with the unit: {@code latency (ms)}
 * @param factor base units in one of it
 */
public record Scale(String label, String unit, double factor) {
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] SMALL = {"", "m", "u", "n", "p"};

  /**
   * @param most the largest value that is shown
   */
  public static Scale of(Metric metric, double most) {
    String column = metric.column();
    String unit = "";
    double factor = 1;
    if (column.endsWith("_bytes")) {
      int power = 0;
      while (most / factor >= 1024 && power < BYTES.length - 1) {
        factor *= 1024;
        power++;
      }
      unit = BYTES[power];
    } else if (column.endsWith("_mm2")) {
      unit = "mm2";
    } else if (column.matches(".*_(s|j|w|js)")) {
      int power = 0;
      while (most > 0 && most / factor < 1 && power < SMALL.length - 1) {
        factor /= 1000;
        power++;
      }
      unit =
          SMALL[power]
              + (column.endsWith("_js")
                  ? "Js"
                  : column.endsWith("_s") ? "s" : column.endsWith("_j") ? "J" : "W");
    }
    return new Scale(
        Figures.name(metric) + (unit.isEmpty() ? "" : " (" + unit + ")"), unit, factor);
  }

  public double of(double value) {
    return value / factor;
  }

  /** Three digits. */
  public String digits(double value) {
    double scaled = of(value);
    double size = Math.abs(scaled);
    return String.format(
        Locale.ROOT, size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f", scaled);
  }
}
