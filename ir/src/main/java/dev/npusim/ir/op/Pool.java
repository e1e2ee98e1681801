package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * A sliding maximum, average or norm over an image. Input: image N,C,H,W. Output: image N,C,P,Q.
 *
 * @param countPadding an average divides by the whole window, padding included
 */
public record Pool(Function function, Window rows, Window columns, boolean countPadding)
    implements VectorOperation {
  /** What is taken over the window. */
  public enum Function {
    MAX,
    AVERAGE,
    /** Root of the sum of squares. */
    EUCLIDEAN
  }

  /** An average counts only what is inside the image. */
  public Pool(Function function, Window rows, Window columns) {
    this(function, rows, columns, false);
  }

  @Override
  public String kind() {
    return function.name().toLowerCase(Locale.ROOT) + "_pool";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    TensorType x = inputs.get(0);
    Checks.rank(x, 4, "the image");
    return ImmutableList.of(
        x.withShape(
            Shape.of(
                x.shape().dim(0),
                x.shape().dim(1),
                rows.outputs(x.shape().dim(2)),
                columns.outputs(x.shape().dim(3)))));
  }

  /** One comparison or addition per tap. */
  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements() * rows.kernel() * columns.kernel();
  }
}
