package dev.npusim.viz.chart;

/**
 * The unit in which a run's time is shown.
 *
 * @param seconds in one unit
 */
record Duration(String name, double seconds) {
  static Duration of(double latencySeconds) {
    if (latencySeconds >= 2) {
      return new Duration("s", 1);
    }
    return latencySeconds >= 2e-3 ? new Duration("ms", 1e-3) : new Duration("us", 1e-6);
  }
}
