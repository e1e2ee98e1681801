package dev.npusim.workloads.logical;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Quantize;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * Which values are the angles of sines and cosines: of rotary embeddings, of the embedding of a
 * time step.
 */
public final class Angles {
  private static final int FARTHEST = 8;

  private final Readers readers;

  Angles(Readers readers) {
    this.readers = readers;
  }

  /**
   * A position times a frequency, written as a matrix product that sums over one element, becomes
   * the multiplication it is. Other products of one element stay: attention to a single key is work
   * of the matrix unit like attention to two.
   */
  public static void multiply(LogicalGraph graph) {
    Angles angles = new Angles(new Readers(graph));
    List<LogicalNode> found = new ArrayList<>();
    for (LogicalNode node : graph.nodes()) {
      if (node.op() instanceof MatMul product
          && !product.transposeB()
          && graph.shape(node.input(0)).dim(-1) == 1
          && !graph.outputs().contains(node.output())
          && angles.leadTo(node)) {
        found.add(node.with(new Binary(Binary.Function.MULTIPLY), node.inputs()));
      }
    }
    graph.rewrite(found);
  }

  /** True when all that comes of a node are sines and cosines. */
  boolean leadTo(LogicalNode node) {
    return leadTo(node, FARTHEST);
  }

  private boolean leadTo(LogicalNode node, int depth) {
    if (node.op() instanceof Unary unary
        && (unary.function() == Unary.Function.SIN || unary.function() == Unary.Function.COS)) {
      return true;
    }
    boolean passes =
        node.step().isRearrangement()
            || node.op() instanceof Binary
            || node.op() instanceof MatMul
            || node.op() instanceof Concat
            || node.op() instanceof Slice
            || node.op() instanceof Expand
            || node.op() instanceof Cast
            || node.op() instanceof Quantize;
    List<LogicalNode> all = readers.of(node.output());
    return passes
        && depth > 0
        && !all.isEmpty()
        && all.stream().allMatch(reader -> leadTo(reader, depth - 1));
  }
}
