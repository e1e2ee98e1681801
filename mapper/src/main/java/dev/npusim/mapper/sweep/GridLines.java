package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Points of a sweep that differ in one key only. */
final class GridLines {
  private GridLines() {}

  /**
   * @return groups of at least two points with figures, each in the order of the key's values, by
   *     number where they are numbers
   */
  static List<ImmutableList<SweepPoint>> along(SweepResult result, int key) {
    Map<List<Integer>, List<SweepPoint>> groups = new LinkedHashMap<>();
    result
        .outcomes()
        .forEach(
            (place, outcome) -> {
              if (outcome.isOk()) {
                SweepPoint point = result.grid().point(place);
                List<Integer> others = new ArrayList<>(point.positions().asList());
                others.set(key, -1);
                groups.computeIfAbsent(others, k -> new ArrayList<>()).add(point);
              }
            });
    Comparator<SweepPoint> order = order(result.grid().keys().get(key), key);
    return groups.values().stream()
        .filter(group -> group.size() > 1)
        .map(group -> ImmutableList.sortedCopyOf(order, group))
        .toList();
  }

  private static Comparator<SweepPoint> order(SweepKey varied, int key) {
    ImmutableDoubleArray numbers = varied.numbers();
    return numbers.isEmpty()
        ? Comparator.comparingInt(point -> point.positions().get(key))
        : Comparator.comparingDouble(point -> numbers.get(point.positions().get(key)));
  }
}
