package dev.npusim.mapper.layer;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.timeloop.MappingCase;
import java.util.List;

/** How our count of a mapping stands to Timeloop's. */
public enum CaseVerdict {
  /** Counts and energy are equal, cycles within one. */
  AGREES,
  /**
   * Timeloop's own slip with sliding windows: the two loops of one window (such as P and R) are the
   * innermost temporal ones above a tile while a loop of the other window (such as S) is spatial.
   * Timeloop then delivers fewer elements of that operand than its rule says; nothing else differs,
   * and the energy by at most {@value #KNOWN_SHARE} of it.
   */
  KNOWN,
  DIFFERS,
  /** Counted in another convention than Timeloop's, so not compared. */
  NOT_COMPARED;

  private static final double KNOWN_SHARE = 0.006;

  public static CaseVerdict of(MappingCase each, CostReport cost) {
    if (!cost.convention().equals("timeloop")) {
      return NOT_COMPARED;
    }
    ImmutableList<String> differences = each.differences(cost);
    if (differences.isEmpty()) {
      return AGREES;
    }
    double off = Math.abs(cost.energy() / each.expected().energy() - 1);
    for (Operand operand : each.layer().operands()) {
      boolean onlyIt =
          differences.stream()
              .allMatch(
                  line -> line.startsWith("energy ") || line.contains(" " + operand.name() + " "));
      if (onlyIt && off <= KNOWN_SHARE && slips(each, operand)) {
        return KNOWN;
      }
    }
    return DIFFERS;
  }

  private static boolean slips(MappingCase each, Operand operand) {
    List<Coordinate> windows =
        operand.coordinates().stream()
            .filter(coordinate -> coordinate.terms().size() == 2)
            .toList();
    for (Coordinate window : windows) {
      boolean otherIsSpatial =
          windows.stream()
              .filter(other -> !other.equals(window))
              .anyMatch(other -> spatial(each, other));
      if (otherIsSpatial && adjacent(each, operand, window)) {
        return true;
      }
    }
    return false;
  }

  private static boolean spatial(MappingCase each, Coordinate window) {
    List<String> dims = names(each.layer(), window);
    return each.mapping().axes().stream()
        .flatMap(axis -> axis.loops().stream())
        .anyMatch(loop -> loop.factor() > 1 && dims.contains(loop.dim()));
  }

  /** Whether the window's loops are the two innermost ones above a tile of the operand. */
  private static boolean adjacent(MappingCase each, Operand operand, Coordinate window) {
    List<String> dims = names(each.layer(), window);
    List<Mapping.AtLevel> levels = each.mapping().levels();
    for (int level = 0; level < levels.size() - 1; level++) {
      List<String> above =
          levels.subList(level + 1, levels.size()).stream()
              .flatMap(at -> at.loops().reverse().stream())
              .filter(loop -> loop.factor() > 1)
              .map(Loop::dim)
              .limit(2)
              .toList();
      if (levels.get(level).keeps().contains(operand.name())
          && above.size() == 2
          && above.containsAll(dims)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Layer layer, Coordinate window) {
    return window.terms().stream().map(term -> layer.dims().get(term.dim()).name()).toList();
  }
}
