package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;

/** What of a graph is to run depth-first: groups without a common node. */
public record FusionPlan(ImmutableList<FusionGroup> groups) {
  public static final FusionPlan NONE = new FusionPlan(ImmutableList.of());

  public boolean isEmpty() {
    return groups.isEmpty();
  }
}
