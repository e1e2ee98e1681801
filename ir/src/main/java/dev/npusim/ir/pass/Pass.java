package dev.npusim.ir.pass;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;

/** A rewrite of a graph that keeps its inputs and outputs. */
public interface Pass {
  /** Short name for messages. */
  String name();

  /** What must hold of the graph given to {@link #apply}. */
  default ImmutableList<Property> needs() {
    return ImmutableList.of();
  }

  /** What holds of the graph it returns. */
  default ImmutableList<Property> ensures() {
    return ImmutableList.of();
  }

  Graph apply(Graph graph);
}
