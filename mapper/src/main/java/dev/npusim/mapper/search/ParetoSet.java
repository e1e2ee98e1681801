package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;

/**
 * Mappings of which none is better than another in SRAM, cycles, energy and DRAM traffic at once.
 *
 * @param points the smallest SRAM first
 * @param epsilon for every mapping priced some point is at most this part worse in each figure
 * @param complete whether every mapping there is was priced
 * @param evaluated mappings priced
 */
public record ParetoSet(
    ImmutableList<ParetoPoint> points, double epsilon, boolean complete, long evaluated) {}
