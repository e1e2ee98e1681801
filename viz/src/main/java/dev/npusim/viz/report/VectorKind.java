package dev.npusim.viz.report;

import java.util.Comparator;
import java.util.List;

/**
 * All vector operations of one kind in a model, each counted.
 *
 * @param limit of those that take most of the cycles
 * @param energy in pJ
 * @param dramBytes read and written
 * @param gapPercent NaN where bounds do not add up, as for EDP
 */
public record VectorKind(
    String kind,
    int layers,
    int distinct,
    long cycles,
    String limit,
    double energy,
    double dramBytes,
    double gapPercent) {

  static VectorKind of(String kind, List<ModelMapRow> rows) {
    ModelMapRow most =
        rows.stream()
            .max(Comparator.comparingLong(row -> row.count() * row.cycles()))
            .orElseThrow();
    return new VectorKind(
        kind,
        rows.stream().mapToInt(ModelMapRow::count).sum(),
        rows.size(),
        rows.stream().mapToLong(row -> row.count() * row.cycles()).reduce(0, Math::addExact),
        most.limit(),
        rows.stream().mapToDouble(row -> row.count() * row.energy()).sum(),
        rows.stream().mapToDouble(row -> row.count() * row.outermost()).sum(),
        ModelMapReport.gapPercent(rows));
  }
}
