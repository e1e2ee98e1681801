package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;

/** One rewrite of several small operations into a larger one with the same result. */
public interface RaisingRule {
  /** What it recognises, as in {@code group_norm}. */
  String name();

  /** What to put in the place of {@code root}, where the pattern ends at it. */
  Optional<Raised> match(LogicalGraph graph, LogicalNode root);

  /**
   * @param nodes the new nodes, in order; the last computes what the root did
   * @param parts the nodes whose work the new ones do, the root among them
   */
  record Raised(ImmutableList<LogicalNode> nodes, ImmutableList<LogicalNode> parts) {
    static Optional<Raised> of(LogicalNode node, List<LogicalNode> parts) {
      return Optional.of(new Raised(ImmutableList.of(node), ImmutableList.copyOf(parts)));
    }
  }
}
