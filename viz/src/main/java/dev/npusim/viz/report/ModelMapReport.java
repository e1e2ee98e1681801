package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.model.MappedModel;
import dev.npusim.mapper.model.Unmapped;
import dev.npusim.mapper.search.Objective;

/**
 * What {@code map} found for all layers of a model.
 *
 * @param hardware the preset or file, and the settings applied to it
 * @param clockHz 0 where the hardware has no clock
 * @param lanes of the vector unit; 0 where there is none
 * @param nodes of the graph, views included
 * @param rows one for each distinct layer, in the model's order
 * @param amounts of the hardware's energies and sizes
 */
public record ModelMapReport(
    WorkloadFacts model,
    Precision precision,
    String hardware,
    double clockHz,
    long lanes,
    int nodes,
    Objective objective,
    MappedModel mapped,
    ImmutableList<ModelMapRow> rows,
    Amounts amounts,
    ImmutableList<String> notes,
    String version,
    String command) {

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
    double cost = 0;
    double bound = 0;
    for (ModelMapRow row : rows) {
      MappedLayer.Searched searched = row.mapped().searched();
      cost += row.count() * searched.cost();
      bound += row.count() * searched.lowerBound();
    }
    return 100 * (cost / bound - 1);
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
