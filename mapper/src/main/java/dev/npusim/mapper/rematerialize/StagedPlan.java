package dev.npusim.mapper.rematerialize;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;

/**
 * What is computed again when: one stage per node, in the order of first executions.
 *
 * @param again per stage the earlier nodes that run just before its own, ascending
 */
public record StagedPlan(ImmutableList<ImmutableIntArray> again) {
  public StagedPlan {
    for (int stage = 0; stage < again.size(); stage++) {
      int before = -1;
      for (int i = 0; i < again.get(stage).length(); i++) {
        int node = again.get(stage).get(i);
        if (node <= before || node >= stage) {
          throw new IllegalArgumentException("stage " + stage + " has node " + node);
        }
        before = node;
      }
    }
  }

  /** Every node once. */
  public static StagedPlan once(TaskGraph graph) {
    ImmutableList.Builder<ImmutableIntArray> again = ImmutableList.builder();
    for (int stage = 0; stage < graph.size(); stage++) {
      again.add(ImmutableIntArray.of());
    }
    return new StagedPlan(again.build());
  }

  /** Nodes in the order in which they run. */
  public ImmutableIntArray sequence() {
    ImmutableIntArray.Builder sequence = ImmutableIntArray.builder();
    for (int stage = 0; stage < again.size(); stage++) {
      sequence.addAll(again.get(stage));
      sequence.add(stage);
    }
    return sequence.build();
  }

  /** Executions beyond the first of each node. */
  public int copies() {
    return again.stream().mapToInt(ImmutableIntArray::length).sum();
  }
}
