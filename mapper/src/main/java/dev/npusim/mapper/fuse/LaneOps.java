package dev.npusim.mapper.fuse;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.VectorOperation;

/** Work of the vector unit for part of a node's output, in lane operations. */
public final class LaneOps {
  private LaneOps() {}

  /** A norm over rows without its statistics; a contraction's MACs, one each. */
  public static long of(Node node, Region region) {
    if (node.op() instanceof Normalization norm && !norm.isRowLocal()) {
      return region.elements() * norm.kindOf().applyLaneOps();
    }
    if (node.op() instanceof Contraction) {
      return macs(node, region);
    }
    if (node.op() instanceof VectorOperation) {
      long elements = node.output().elements();
      long total = node.laneOps();
      return (total * region.elements() + elements - 1) / elements;
    }
    return region.elements();
  }

  /** The first pass of a norm over rows, over part of its input. */
  public static long statistics(Node norm, Region region) {
    return region.elements() * ((Normalization) norm.op()).kindOf().statisticsLaneOps();
  }

  /**
   * MACs of a contraction on the vector unit for part of its output: every output needs as many.
   */
  public static long macs(Node node, Region region) {
    return node.macs() / node.output().elements() * region.elements();
  }
}
