package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Whether more of something ever costs time: pairs of points that differ only in one key of
 * capacity or bandwidth, neighbours in its values.
 *
 * @param pairs compared
 * @param rises pairs in which more of the key takes more time
 * @param largest of the rises, as a share of the time with less
 */
public record Monotonicity(String key, int pairs, int rises, double largest) {

  /** One row per numeric key that is a size of a memory or a bandwidth. */
  public static ImmutableList<Monotonicity> of(SweepResult result) {
    ImmutableList.Builder<Monotonicity> rows = ImmutableList.builder();
    List<SweepKey> keys = result.grid().keys();
    for (int key = 0; key < keys.size(); key++) {
      SweepKey varied = keys.get(key);
      if (varied.isNumeric()
          && (varied.name().endsWith(".size") || varied.name().endsWith(".bandwidth"))) {
        rows.add(row(result, key, varied.name()));
      }
    }
    return rows.build();
  }

  private static Monotonicity row(SweepResult result, int key, String name) {
    int pairs = 0;
    int rises = 0;
    double largest = 0;
    for (List<SweepPoint> group : GridLines.along(result, key)) {
      for (int i = 1; i < group.size(); i++) {
        double before = cycles(result, group.get(i - 1));
        double after = cycles(result, group.get(i));
        pairs++;
        if (after > before) {
          rises++;
          largest = Math.max(largest, after / before - 1);
        }
      }
    }
    return new Monotonicity(name, pairs, rises, largest);
  }

  private static double cycles(SweepResult result, SweepPoint point) {
    Outcome outcome = result.outcomes().get(point.index());
    if (outcome == null) {
      throw new IllegalArgumentException("no outcome of point " + point.index());
    }
    return outcome.figure(Metric.CYCLES);
  }
}
