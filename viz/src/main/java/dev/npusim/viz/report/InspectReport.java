package dev.npusim.viz.report;

import org.jspecify.annotations.Nullable;

/**
 * A model before any chip, and what it is compared with.
 *
 * @param phases prefill and decode of a decoder that has both; null for other models
 * @param against the model and another one; null where nobody asked
 * @param commandLine that reproduces it
 */
public record InspectReport(
    ModelReport model,
    @Nullable Comparison phases,
    @Nullable Comparison against,
    String toolVersion,
    String commandLine) {}
