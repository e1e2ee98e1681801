package dev.npusim.mapper.layer;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.search.ParetoPoint;

/**
 * Mappings of a layer, over all targets, of which none is better than another in SRAM, cycles,
 * energy and DRAM traffic at once.
 *
 * @param points the smallest SRAM first
 * @param epsilon for every mapping priced some point is at most this part worse in each figure
 * @param complete whether every mapping there is was priced
 * @param evaluated mappings priced
 */
public record MappedFront(
    Layer layer,
    ImmutableList<Point> points,
    double epsilon,
    boolean complete,
    long evaluated,
    double cpuSeconds) {

  /** A point and the target it is for. */
  public record Point(Target target, ParetoPoint point) {}
}
