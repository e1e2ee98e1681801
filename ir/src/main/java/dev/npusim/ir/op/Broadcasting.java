package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Each output element depends on one element of every operand, where axes of extent 1 (or missing
 * leading axes) are repeated.
 */
public sealed interface Broadcasting extends Pointwise permits Binary, Select {

  /**
   * The common shape, in the layout of the first operand that has all of its elements.
   *
   * @throws dev.npusim.ir.IrException where the shapes do not broadcast
   */
  static TensorType join(ImmutableList<TensorType> operands) {
    int rank = operands.stream().mapToInt(type -> type.shape().rank()).max().orElse(0);
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = 1;
      for (TensorType operand : operands) {
        long extent = extent(operand.shape(), axis - rank);
        Checks.require(
            extent == dims[axis] || extent == 1 || dims[axis] == 1,
            () -> shapes(operands) + " do not broadcast");
        dims[axis] = Math.max(dims[axis], extent);
      }
    }
    Shape shape = Shape.of(dims);
    TensorType like =
        operands.stream()
            .filter(type -> type.shape().equals(shape))
            .findFirst()
            .orElse(operands.get(0));
    return new TensorType(shape, like.dataType(), rank < 3 ? Layout.ROW_MAJOR : like.layout());
  }

  private static String shapes(ImmutableList<TensorType> operands) {
    return String.join(" and ", operands.stream().map(type -> type.shape().toString()).toList());
  }

  private static long extent(Shape shape, int negativeAxis) {
    return shape.rank() + negativeAxis < 0 ? 1 : shape.dim(negativeAxis);
  }
}
