package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import org.jspecify.annotations.Nullable;

/** Who reads which value. */
final class Readers {
  private final ImmutableListMultimap<String, LogicalNode> readers;

  Readers(LogicalGraph graph) {
    ImmutableListMultimap.Builder<String, LogicalNode> all = ImmutableListMultimap.builder();
    graph.nodes().forEach(node -> node.inputs().forEach(input -> all.put(input, node)));
    readers = all.build();
  }

  /** In the order they run; a node that reads it twice is there twice. */
  ImmutableList<LogicalNode> of(String value) {
    return readers.get(value);
  }

  /** The first reader that is not a rearrangement, along first readers. */
  @Nullable LogicalNode firstOperation(String value) {
    ImmutableList<LogicalNode> all = of(value);
    while (!all.isEmpty() && all.get(0).step().isRearrangement()) {
      all = of(all.get(0).output());
    }
    return all.isEmpty() ? null : all.get(0);
  }
}
