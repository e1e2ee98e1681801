package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest SRAM that spills nothing, among those of a sweep, for each combination of the other
 * keys.
 *
 * @param others the other keys with their values
 * @param size as written; empty where every size that was tried spills
 */
public record ZeroSpill(String others, String size) {
  /**
   * @param key of the SRAM's size, such as {@code sram.size}
   * @return nothing where it is not varied
   */
  public static ImmutableList<ZeroSpill> of(SweepResult result, String key) {
    Grid grid = result.grid();
    int sram = grid.indexOf(key);
    if (sram < 0) {
      return ImmutableList.of();
    }
    ImmutableDoubleArray numbers = grid.keys().get(sram).numbers();
    Map<String, String> smallest = new LinkedHashMap<>();
    Map<String, Double> sizes = new LinkedHashMap<>();
    result
        .outcomes()
        .forEach(
            (place, outcome) -> {
              SweepPoint point = grid.point(place);
              String others = others(grid, point, sram);
              smallest.putIfAbsent(others, "");
              double size =
                  numbers.isEmpty()
                      ? Double.POSITIVE_INFINITY
                      : numbers.get(point.positions().get(sram));
              if (outcome.isOk()
                  && outcome.figure(Metric.SPILL) == 0
                  && size < sizes.getOrDefault(others, Double.POSITIVE_INFINITY)) {
                sizes.put(others, size);
                smallest.put(others, grid.value(point, sram));
              }
            });
    ImmutableList.Builder<ZeroSpill> rows = ImmutableList.builder();
    smallest.forEach((others, size) -> rows.add(new ZeroSpill(others, size)));
    return rows.build();
  }

  private static String others(Grid grid, SweepPoint point, int sram) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < grid.keys().size(); i++) {
      if (i != sram) {
        words.add(grid.keys().get(i).name() + "=" + grid.value(point, i));
      }
    }
    return String.join(" ", words);
  }
}
