package dev.npusim.viz.sweep;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import java.util.Arrays;
import java.util.Map;

/**
 * A metric over two keys: at each pair of values the least that any value of the other keys gives.
 *
 * @param values by value of the y key, then of the x key; NaN where no point has figures
 */
public record Surface(int x, int y, double[][] values) {
  /**
   * @param x the place of a key
   * @param y another, or the same for one row only
   * @param fixed the place of a key that is held, or -1
   * @param position of its value
   */
  public static Surface of(
      SweepResult result, Metric metric, int x, int y, int fixed, int position) {
    int columns = result.grid().keys().get(x).values().size();
    int rows = x == y ? 1 : result.grid().keys().get(y).values().size();
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (Map.Entry<Long, Outcome> entry : result.outcomes().entrySet()) {
      SweepPoint point = result.grid().point(entry.getKey());
      Outcome outcome = entry.getValue();
      if (outcome.isOk() && (fixed < 0 || point.positions().get(fixed) == position)) {
        double[] row = values[x == y ? 0 : point.positions().get(y)];
        int column = point.positions().get(x);
        double value = outcome.figure(metric);
        row[column] = Double.isNaN(row[column]) ? value : Math.min(row[column], value);
      }
    }
    return new Surface(x, y, values);
  }

  /** The least value; infinite where there is none. */
  public double least() {
    return Arrays.stream(values)
        .flatMapToDouble(Arrays::stream)
        .filter(value -> !Double.isNaN(value))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The largest value; minus infinity where there is none. */
  public double most() {
    return Arrays.stream(values)
        .flatMapToDouble(Arrays::stream)
        .filter(value -> !Double.isNaN(value))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
