package dev.npusim.viz.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.viz.report.LayerRow;
import java.util.Optional;

/**
 * A layer of some of the runs, which have it under the same name.
 *
 * @param rows by run; empty where a run has no such layer
 * @param values by run, 0 where there is none
 * @param deltas of every run but the first
 */
public record ComparedLayer(
    String name,
    ImmutableList<Optional<LayerRow>> rows,
    ImmutableDoubleArray values,
    ImmutableList<Delta> deltas) {

  /** The largest change, whichever its sign. */
  double effect() {
    return deltas.stream().mapToDouble(delta -> Math.abs(delta.difference())).max().orElse(0);
  }

  public boolean isIn(int run) {
    return rows.get(run).isPresent();
  }

  public boolean isInAll() {
    return rows.stream().allMatch(Optional::isPresent);
  }
}
