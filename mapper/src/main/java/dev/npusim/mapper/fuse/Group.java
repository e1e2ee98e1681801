package dev.npusim.mapper.fuse;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;

/**
 * Nodes that run together: what one hands to the next never leaves the accumulator and the vector
 * unit's registers, or (before a contraction) a block of SRAM.
 */
public sealed interface Group permits Group.Contract, Group.Attend, Group.Vector {
  /** The node the group is named after. */
  Node anchor();

  /** All nodes, in execution order. */
  ImmutableList<Node> nodes();

  /** What the group leaves behind. */
  default Value output() {
    return nodes().get(nodes().size() - 1).output();
  }

  /** Norms over rows that read {@link #output} and get their statistics while it is made. */
  ImmutableList<Node> statistics();

  /**
   * A convolution, linear layer or matrix product on the array.
   *
   * @param prologue vector nodes that make its first operand, block by block; may be empty
   * @param epilogue pointwise nodes on its result; may be empty
   */
  record Contract(
      ImmutableList<Node> prologue,
      Node anchor,
      ImmutableList<Node> epilogue,
      ImmutableList<Node> statistics)
      implements Group {
    @Override
    public ImmutableList<Node> nodes() {
      return ImmutableList.<Node>builder().addAll(prologue).add(anchor).addAll(epilogue).build();
    }
  }

  /** Attention with the scores staying on the chip. */
  record Attend(Node anchor, ImmutableList<Node> statistics) implements Group {
    @Override
    public ImmutableList<Node> nodes() {
      return ImmutableList.of(anchor);
    }
  }

  /**
   * A vector operation (or a grouped convolution on the vector unit) and pointwise nodes on its
   * result.
   */
  record Vector(Node anchor, ImmutableList<Node> epilogue, ImmutableList<Node> statistics)
      implements Group {
    @Override
    public ImmutableList<Node> nodes() {
      return ImmutableList.<Node>builder().add(anchor).addAll(epilogue).build();
    }
  }
}
