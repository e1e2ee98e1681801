package dev.npusim.viz.text;

/** A row of characters as high as numbers. */
public final class Sparkline {
  private static final String LEVELS = " ▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * One character for each value: a space for zero, the full height for the largest, at least the
   * lowest mark for everything between.
   */
  public static String of(double[] values) {
    double most = 0;
    for (double value : values) {
      most = Math.max(most, value);
    }
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      int level = value <= 0 ? 0 : Math.max(1, (int) Math.round(8 * value / most));
      text.append(LEVELS.charAt(level));
    }
    return text.toString();
  }
}
