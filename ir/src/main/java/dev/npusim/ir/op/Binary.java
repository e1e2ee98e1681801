package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * A function of two elements. Inputs: a, b, where axes of extent 1 (or missing leading axes) are
 * broadcast. Output: the broadcast shape, in the layout of the operand that has all of its
 * elements. One lane operation per output element.
 */
public record Binary(Function function) implements Pointwise {
  /** The functions; each is one lane operation. */
  public enum Function {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    MINIMUM,
    MAXIMUM
  }

  @Override
  public String kind() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    TensorType a = inputs.get(0);
    TensorType b = inputs.get(1);
    int rank = Math.max(a.shape().rank(), b.shape().rank());
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long da = extent(a.shape(), axis - rank);
      long db = extent(b.shape(), axis - rank);
      Checks.require(
          da == db || da == 1 || db == 1, a.shape() + " and " + b.shape() + " do not broadcast");
      dims[axis] = Math.max(da, db);
    }
    Shape shape = Shape.of(dims);
    TensorType like = a.shape().equals(shape) ? a : b.shape().equals(shape) ? b : a;
    Layout layout = rank < 3 ? Layout.ROW_MAJOR : like.layout();
    return ImmutableList.of(new TensorType(shape, like.dataType(), layout));
  }

  private static long extent(Shape shape, int negativeAxis) {
    return shape.rank() + negativeAxis < 0 ? 1 : shape.dim(negativeAxis);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements();
  }
}
