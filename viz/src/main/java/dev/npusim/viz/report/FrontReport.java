package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.MappedFront;

/**
 * What {@code map --pareto} found.
 *
 * @param hardware the preset or file, and the settings applied to it
 * @param fronts one per layer
 */
public record FrontReport(
    String hardware,
    ImmutableList<MappedFront> fronts,
    ImmutableList<String> notes,
    String version,
    String command) {}
