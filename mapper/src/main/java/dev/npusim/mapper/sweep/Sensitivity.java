package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How much a figure depends on a key, all else equal.
 *
 * @param groups of points that differ in this key only
 * @param spread geometric mean over the groups of the largest figure as a multiple of the smallest;
 *     1 where nothing depends on it
 * @param elasticity of numeric keys: mean over neighbouring values of d ln(figure) / d ln(key); -1
 *     says that twice the key halves the figure
 */
public record Sensitivity(
    String key, Metric metric, int groups, double spread, OptionalDouble elasticity) {

  /** One row per key and metric; models, and keys without two comparable points, have none. */
  public static ImmutableList<Sensitivity> of(SweepResult result, List<Metric> measures) {
    ImmutableList.Builder<Sensitivity> rows = ImmutableList.builder();
    for (int key = 0; key < result.grid().keys().size(); key++) {
      List<ImmutableList<SweepPoint>> groups = GridLines.along(result, key);
      boolean isModel = result.grid().keys().get(key).name().equals(SweepKey.MODEL);
      if (!isModel && !groups.isEmpty()) {
        for (Metric metric : measures) {
          rows.add(row(result, key, groups, metric));
        }
      }
    }
    return rows.build();
  }

  private static Sensitivity row(
      SweepResult result, int key, List<ImmutableList<SweepPoint>> groups, Metric metric) {
    SweepKey varied = result.grid().keys().get(key);
    ImmutableDoubleArray numbers = varied.numbers();
    double logs = 0;
    double slopes = 0;
    int pairs = 0;
    for (List<SweepPoint> group : groups) {
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      for (int i = 0; i < group.size(); i++) {
        double figure = figure(result, group.get(i), metric);
        least = Math.min(least, figure);
        most = Math.max(most, figure);
        if (i > 0 && !numbers.isEmpty()) {
          double from = numbers.get(group.get(i - 1).positions().get(key));
          double to = numbers.get(group.get(i).positions().get(key));
          double before = figure(result, group.get(i - 1), metric);
          if (from > 0 && to > 0 && from != to && before > 0 && figure > 0) {
            slopes += Math.log(figure / before) / Math.log(to / from);
            pairs++;
          }
        }
      }
      logs += least > 0 ? Math.log(most / least) : 0;
    }
    return new Sensitivity(
        varied.name(),
        metric,
        groups.size(),
        Math.exp(logs / groups.size()),
        pairs > 0 ? OptionalDouble.of(slopes / pairs) : OptionalDouble.empty());
  }

  private static double figure(SweepResult result, SweepPoint point, Metric metric) {
    Outcome outcome = result.outcomes().get(point.index());
    if (outcome == null) {
      throw new IllegalArgumentException("no outcome of point " + point.index());
    }
    return outcome.figure(metric);
  }
}
