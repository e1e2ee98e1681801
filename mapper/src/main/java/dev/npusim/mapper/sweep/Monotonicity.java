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
        rows.add(row(result, key, varied));
      }
    }
    return rows.build();
  }

  private static Monotonicity row(SweepResult result, int key, SweepKey varied) {
    int pairs = 0;
    int rises = 0;
    double largest = 0;
    for (List<SweepPoint> group : Neighbours.along(result, key)) {
      for (int i = 1; i < group.size(); i++) {
        SweepPoint a = group.get(i - 1);
        SweepPoint b = group.get(i);
        double from = varied.number(a.positions().get(key)).orElseThrow();
        double to = varied.number(b.positions().get(key)).orElseThrow();
        SweepPoint less = from <= to ? a : b;
        SweepPoint more = from <= to ? b : a;
        double before = cycles(result, less);
        double after = cycles(result, more);
        pairs++;
        if (after > before) {
          rises++;
          largest = Math.max(largest, after / before - 1);
        }
      }
    }
    return new Monotonicity(varied.name(), pairs, rises, largest);
  }

  private static double cycles(SweepResult result, SweepPoint point) {
    Outcome outcome = result.outcomes().get(point.index());
    if (outcome == null) {
      throw new IllegalArgumentException("no outcome of point " + point.index());
    }
    return outcome.figure(Measure.CYCLES);
  }
}
