package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;

/**
 * A chip as it was described and what became of it.
 *
 * @param npu the complete hardware
 * @param about who made it and how far its figures can be trusted
 * @param source the preset or file, and the settings applied to it
 * @param defaults every value of {@code npu} that the description left open, in reading order
 * @param notes what a reader of the results should know: settings that override each other, parts
 *     of the description that no model uses
 */
public record Chip(
    Npu npu,
    About about,
    String source,
    ImmutableList<Default> defaults,
    ImmutableList<String> notes) {}
