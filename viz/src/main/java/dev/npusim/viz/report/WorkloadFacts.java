package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;

/**
 * Where a model came from.
 *
 * @param source file or catalog entry, as the user would name it
 * @param nodes of the source, before raising into layers
 * @param parameters learned numbers, shared ones once
 * @param coverage what was folded, raised or left out on the way to the graph, one sentence each
 */
public record WorkloadFacts(
    String name, String source, long nodes, long parameters, ImmutableList<String> coverage) {}
