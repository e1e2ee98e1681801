package dev.npusim.viz.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.model.MappedModel;
import dev.npusim.mapper.model.Unmapped;
import dev.npusim.mapper.search.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code map} found for all layers of a model.
 *
 * @param hardware the preset or file, and the settings applied to it
 * @param clockHz 0 where the hardware has no clock
 * @param nodes of the graph, views included
 * @param rows one for each distinct layer, in the model's order
 * @param amounts of the hardware's energies and sizes
 */
public record ModelMapReport(
    WorkloadFacts model,
    Precision precision,
    String hardware,
    double clockHz,
    int nodes,
    Objective objective,
    MappedModel mapped,
    ImmutableList<ModelMapRow> rows,
    Amounts amounts,
    ImmutableList<String> notes,
    String version,
    String command) {

  /** Rows of contractions and attentions. */
  public ImmutableList<ModelMapRow> contractions() {
    return rows.stream().filter(row -> !row.isVectorOperation()).collect(toImmutableList());
  }

  /** Vector operations by kind, those with the most cycles first. */
  public ImmutableList<VectorKind> vectorKinds() {
    Map<String, List<ModelMapRow>> kinds = new LinkedHashMap<>();
    for (ModelMapRow row : rows) {
      if (row.isVectorOperation()) {
        kinds.computeIfAbsent(row.kind(), kind -> new ArrayList<>()).add(row);
      }
    }
    return kinds.entrySet().stream()
        .map(kind -> VectorKind.of(kind.getKey(), kind.getValue()))
        .sorted(Comparator.comparingLong(kind -> -kind.cycles()))
        .collect(toImmutableList());
  }

  /** All vector operations together; at least one. */
  public VectorKind allVectorOperations() {
    return VectorKind.of("together", rows.stream().filter(ModelMapRow::isVectorOperation).toList());
  }

  /** Layers of the model behind the rows. */
  public int layers() {
    return rows.stream().mapToInt(ModelMapRow::count).sum();
  }

  /** Nodes that are not mapped. */
  public int unmappedNodes() {
    return mapped.unmapped().stream().mapToInt(Unmapped::nodes).sum();
  }

  public long unmappedLaneOps() {
    return mapped.unmapped().stream().mapToLong(Unmapped::laneOps).reduce(0, Math::addExact);
  }

  public long macs() {
    return rows.stream().mapToLong(row -> row.count() * row.macs()).reduce(0, Math::addExact);
  }

  /** One layer after the other. */
  public long cycles() {
    return rows.stream().mapToLong(row -> row.count() * row.cycles()).reduce(0, Math::addExact);
  }

  /** In the unit of {@link #amounts}. */
  public double energy() {
    return rows.stream().mapToDouble(row -> row.count() * row.energy()).sum();
  }

  /** Read from and written to the outermost memory, in the unit of {@link #amounts}. */
  public double outermost() {
    return rows.stream().mapToDouble(row -> row.count() * row.outermost()).sum();
  }

  /** MACs / (peak MACs per cycle x cycles). */
  public double macUtilization() {
    return rows.stream().mapToDouble(row -> row.count() * row.cycles() * row.macUtilization()).sum()
        / cycles();
  }

  /**
   * How much less all mappings together could cost at most, in percent of their bounds; NaN for
   * energy times delay, whose sum over layers means nothing.
   */
  public double gapPercent() {
    if (objective == Objective.EDP) {
      return Double.NaN;
    }
    return gapPercent(rows);
  }

  /** How much less these could cost at most, in percent of their bounds. */
  static double gapPercent(List<ModelMapRow> rows) {
    double cost = 0;
    double bound = 0;
    for (ModelMapRow row : rows) {
      MappedLayer.Searched searched = row.mapped().searched();
      cost += row.count() * searched.cost();
      bound += row.count() * (searched.optimal() ? searched.cost() : searched.lowerBound());
    }
    return cost == bound ? 0 : 100 * (cost / bound - 1);
  }

  /** Distinct layers of which the best mapping is proven. */
  public long optimal() {
    return rows.stream().filter(row -> row.mapped().searched().optimal()).count();
  }

  /** Mappings priced. */
  public long evaluated() {
    return rows.stream().mapToLong(row -> row.mapped().searched().evaluated()).sum();
  }
}
