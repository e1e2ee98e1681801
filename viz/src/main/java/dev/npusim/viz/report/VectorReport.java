package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.vector.MappedVector;

/**
 * What {@code map} found for an operation of the vector unit.
 *
 * @param hardware the preset or file, and the settings applied to it
 * @param notes what a reader should know
 * @param version of this program
 * @param command reproduces the run
 */
public record VectorReport(
    String hardware,
    MappedVector mapped,
    ImmutableList<String> notes,
    String version,
    String command) {}
