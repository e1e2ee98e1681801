package dev.npusim.viz.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All layers of one operation class together.
 *
 * @param layers how many
 * @param macs executed, copies included
 * @param chargedCycles of the run
 * @param energyJ in joules
 */
public record ClassSummary(
    String opClass, int layers, long macs, long chargedCycles, double energyJ, CycleSplit split) {

  /** One per class, the one with most cycles first, ties in order of appearance. */
  public static List<ClassSummary> of(List<LayerRow> rows) {
    Map<String, ClassSummary> classes = new LinkedHashMap<>();
    for (LayerRow row : rows) {
      ClassSummary one =
          new ClassSummary(
              row.opClass(),
              1,
              row.activity().macs(),
              row.activity().chargedCycles(),
              row.activity().energy().total(),
              row.split());
      classes.merge(row.opClass(), one, ClassSummary::plus);
    }
    List<ClassSummary> sorted = new ArrayList<>(classes.values());
    sorted.sort(Comparator.comparingLong(ClassSummary::chargedCycles).reversed());
    return sorted;
  }

  private ClassSummary plus(ClassSummary other) {
    return new ClassSummary(
        opClass,
        layers + other.layers,
        macs + other.macs,
        chargedCycles + other.chargedCycles,
        energyJ + other.energyJ,
        split.plus(other.split));
  }
}
