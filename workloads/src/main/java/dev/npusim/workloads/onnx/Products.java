package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products of any two values. */
final class Products {
  private Products() {}

  /**
   * The product as NumPy defines it: the last two axes are matrices, leading axes broadcast, a
   * missing axis of a vector is added and dropped again. A literal matrix on the right makes a
   * linear layer.
   */
  static String of(Steps steps, String a, String b) {
    if (steps.rank(a) == 0 || steps.rank(b) == 0) {
      throw new WorkloadException("a product of " + steps.shape(a) + " and " + steps.shape(b));
    }
    if (steps.rank(b) == 1) {
      String column = steps.unsqueeze(b, 1);
      String y = of(steps, a, column);
      return steps.squeeze(y, steps.rank(y) - 1);
    }
    if (steps.rank(a) == 1) {
      String y = of(steps, steps.unsqueeze(a, 0), b);
      return steps.squeeze(y, steps.rank(y) - 2);
    }
    Shape left = steps.shape(a);
    Shape right = steps.shape(b);
    if (left.dim(-1) != right.dim(-2)) {
      throw new WorkloadException("operands of " + left + " and " + right);
    }
    if (leading(right) > 0 && right.product(0, leading(right)) == 1) {
      String y = of(steps, a, steps.regroup(b, right.dim(-2), right.dim(-1)));
      long[] dims = new long[Math.max(left.rank(), right.rank())];
      Arrays.fill(dims, 1);
      Shape shape = steps.shape(y);
      System.arraycopy(shape.dims().toArray(), 0, dims, dims.length - shape.rank(), shape.rank());
      return steps.regroup(y, dims);
    }
    if (right.rank() == 2 && steps.isLiteral(b)) {
      return linear(steps, a, steps.transpose(b, 1, 0), null);
    }
    return right.rank() == 2 && left.rank() > 2
        ? rowsTimesMatrix(steps, a, b)
        : batched(steps, a, b);
  }

  private static int leading(Shape shape) {
    return shape.rank() - 2;
  }

  /**
   * @param weight output features x inputs
   */
  static String linear(Steps steps, String x, String weight, @Nullable String bias) {
    List<String> operands = new ArrayList<>(List.of(x, steps.weight(weight)));
    if (bias != null) {
      operands.add(steps.weight(bias));
    }
    return steps.apply(new Linear(), operands);
  }

  /** All rows of a at once. */
  private static String rowsTimesMatrix(Steps steps, String a, String b) {
    Shape left = steps.shape(a);
    String rows = steps.regroup(a, left.elements() / left.dim(-1), left.dim(-1));
    String product = steps.apply(new MatMul(false), rows, b);
    return steps.regroup(product, left.with(-1, steps.shape(b).dim(1)).dims().toArray());
  }

  private static String batched(Steps steps, String a, String b) {
    long[] batch = broadcast(steps.shape(a), steps.shape(b));
    String left = steps.weight(spread(steps, a, batch));
    String right = steps.weight(spread(steps, b, batch));
    return steps.apply(new MatMul(false), left, right);
  }

  private static long[] broadcast(Shape a, Shape b) {
    int rank = Math.max(leading(a), leading(b));
    long[] batch = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long x = extent(a, axis - rank);
      long y = extent(b, axis - rank);
      if (x != y && x != 1 && y != 1) {
        throw new WorkloadException("operands of " + a + " and " + b);
      }
      batch[axis] = Math.max(x, y);
    }
    return batch;
  }

  /** Extent of a leading axis counted from the matrix; 1 where it is missing. */
  private static long extent(Shape shape, int axis) {
    return shape.rank() - 2 + axis < 0 ? 1 : shape.dim(axis - 2);
  }

  /** Leading axes as wanted: the matrix products need them equal. */
  private static String spread(Steps steps, String x, long[] batch) {
    Shape shape = steps.shape(x);
    long[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = shape.dim(-2);
    dims[batch.length + 1] = shape.dim(-1);
    long[] own = new long[dims.length];
    Arrays.fill(own, 1);
    System.arraycopy(shape.dims().toArray(), 0, own, own.length - shape.rank(), shape.rank());
    return steps.expand(steps.regroup(x, own), dims);
  }
}
