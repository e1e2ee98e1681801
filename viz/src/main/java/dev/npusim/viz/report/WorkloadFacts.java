package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;

/**
 * Where a model came from.
 *
 * @param source file or catalog entry, as the user would name it
 * @param nodes of the source, before raising into layers
 * @param parameters learned numbers, shared ones once
 * @param coverage what was folded, raised or left out on the way to the graph, one sentence each
 * @param notes what the user has to know about how the source was read, one sentence each
 */
public record WorkloadFacts(
    String name,
    String source,
    long nodes,
    long parameters,
    ImmutableList<String> coverage,
    ImmutableList<String> notes) {
  /** Nothing to say about the source. */
  public WorkloadFacts(
      String name, String source, long nodes, long parameters, ImmutableList<String> coverage) {
    this(name, source, nodes, parameters, coverage, ImmutableList.of());
  }
}
