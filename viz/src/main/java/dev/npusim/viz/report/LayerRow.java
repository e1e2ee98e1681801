package dev.npusim.viz.report;

import dev.npusim.mapper.LayerMapping;
import dev.npusim.npu.simulate.LayerActivity;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the scheduled graph and what it took.
 *
 * @param op the operation's kind
 * @param opClass coarser, for tables; see {@link OpClass}
 * @param copyOf name of the original when this is a recomputed copy
 * @param parameters learned numbers it reads; 0 for a copy, whose original counts them
 * @param laneOps elementary vector operations, drains not counted
 * @param macUtilization MACs / (peak MACs per cycle in the format it runs in x charged cycles); 0
 *     when no cycle is charged to it
 */
public record LayerRow(
    int id,
    String name,
    String block,
    String op,
    String opClass,
    @Nullable String copyOf,
    long parameters,
    long laneOps,
    double macUtilization,
    LayerActivity activity,
    LayerMapping mapping) {

  public CycleSplit split() {
    return CycleSplit.of(activity, mapping.spatialUtilization());
  }
}
