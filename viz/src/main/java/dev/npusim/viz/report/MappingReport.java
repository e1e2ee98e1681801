package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.MappedLayer;

/**
 * What {@code map} found.
 *
 * @param hardware the preset or file, and the settings applied to it
 * @param clockHz 0 where the hardware has no clock: times are then cycles alone
 * @param layers one, or the two products of an attention
 * @param notes what a reader should know: defaults of the chip, how the dims were read
 * @param version of this program
 * @param command reproduces the run
 */
public record MappingReport(
    String hardware,
    double clockHz,
    ImmutableList<MappedLayer> layers,
    ImmutableList<String> notes,
    String version,
    String command) {}
