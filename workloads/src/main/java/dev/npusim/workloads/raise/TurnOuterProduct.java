package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The product of a column and a row, turned: angles of rotary embeddings are computed as
 * frequencies times positions and then transposed.
 *
 * <pre>
 * before: a(..,M,1) - mul - transpose -      after: a(..,1,M) - mul -
 *         b(..,1,N) - /                             b(..,N,1) - /
 * </pre>
 */
public final class TurnOuterProduct implements RaisingRule {
  @Override
  public String name() {
    return "turned_product";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode product =
        root.step() instanceof Step.Transpose turn && swapsLast(turn.axes())
            ? graph.producer(root.input(0))
            : null;
    if (product == null
        || !Patterns.isBinary(product, Binary.Function.MULTIPLY)
        || !Patterns.hasOneReader(graph, product)
        || !product.inputs().stream().allMatch(operand -> isLine(graph.shape(operand)))) {
      return Optional.empty();
    }
    Replacement to = new Replacement(graph, root);
    List<String> turned = new ArrayList<>();
    for (String operand : product.inputs()) {
      Shape shape = graph.shape(operand);
      turned.add(to.regroup(operand, shape.with(-2, shape.dim(-1)).with(-1, shape.dim(-2))));
    }
    return to.finish(new Binary(Binary.Function.MULTIPLY), turned);
  }

  private static boolean swapsLast(ImmutableList<Integer> axes) {
    int rank = axes.size();
    for (int axis = 0; axis < rank - 2; axis++) {
      if (axes.get(axis) != axis) {
        return false;
      }
    }
    return rank >= 2 && axes.get(rank - 1) == rank - 2;
  }

  private static boolean isLine(Shape shape) {
    return shape.rank() >= 2 && (shape.dim(-1) == 1 || shape.dim(-2) == 1);
  }
}
