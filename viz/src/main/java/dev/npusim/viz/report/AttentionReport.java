package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.MappedAttention;

/**
 * What {@code map} found for an attention.
 *
 * @param hardware the preset or file, and the settings applied to it
 * @param notes what a reader should know
 * @param version of this program
 * @param command reproduces the run
 */
public record AttentionReport(
    String hardware,
    MappedAttention mapped,
    ImmutableList<String> notes,
    String version,
    String command) {}
