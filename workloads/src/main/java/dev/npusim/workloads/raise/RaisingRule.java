package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.op.Operation;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/** One rewrite of several small operations into a larger one with the same result. */
public interface RaisingRule {
  /** What it recognises, as in {@code group_norm}. */
  String name();

  /** What to put in the place of {@code root}, where the pattern ends at it. */
  Optional<Raised> match(LogicalGraph graph, LogicalNode root);

  /**
   * New nodes for old ones.
   *
   * @param nodes in an order in which they can run; the last computes what the root did
   * @param main the value of the node that stands for the root and for everything that nothing
   *     reads any more
   * @param literals new tensors that the nodes read
   * @param cache what is kept from run to run
   */
  record Raised(
      ImmutableList<LogicalNode> nodes,
      String main,
      ImmutableMap<String, Literal> literals,
      Optional<Cache> cache) {
    Raised(ImmutableList<LogicalNode> nodes, String main, ImmutableMap<String, Literal> literals) {
      this(nodes, main, literals, Optional.empty());
    }

    /** The operation {@code op} of {@code operands} in the place of {@code root}. */
    static Optional<Raised> of(LogicalNode root, Operation op, String... operands) {
      return Optional.of(
          new Raised(
              ImmutableList.of(root.with(op, ImmutableList.copyOf(operands))),
              root.output(),
              ImmutableMap.of()));
    }
  }

  /**
   * Something that grows from run to run.
   *
   * @param past the graph input that holds what was there before
   * @param present the graph output that was to hold everything
   * @param added what a run adds, the output in its place
   */
  record Cache(String past, String present, String added) {}
}
