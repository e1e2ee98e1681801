package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;

/**
 * What the independent replay found.
 *
 * @param events replayed
 * @param violations found; 0 means every total was recomputed and equal
 * @param messages the violations in words, possibly only the first of them
 */
public record CheckSummary(int events, int violations, ImmutableList<String> messages) {}
