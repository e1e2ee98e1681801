package dev.npusim.viz.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.sweep.Metric;
import java.util.List;

/**
 * A figure of whole runs.
 *
 * @param values by run
 * @param deltas of every run but the first
 */
public record ComparedTotal(
    Metric metric, ImmutableDoubleArray values, ImmutableList<Delta> deltas) {

  static ComparedTotal of(Metric metric, List<ComparedRun> runs) {
    ImmutableDoubleArray values =
        ImmutableDoubleArray.copyOf(runs.stream().mapToDouble(run -> TotalFigures.of(run, metric)));
    return new ComparedTotal(
        metric,
        values,
        values.subArray(1, values.length()).asList().stream()
            .map(value -> Delta.of(values.get(0), value, Direction.of(metric)))
            .collect(ImmutableList.toImmutableList()));
  }

  /** Whether the figure is zero in all runs. */
  public boolean isNothing() {
    return values.stream().allMatch(value -> value == 0);
  }
}
