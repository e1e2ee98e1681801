package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Adds overlapping patches up to an image, the second half of a transposed convolution (the first
 * is a matrix product that makes the patches). Input: image N,C*R*S,H,W whose channels hold, for
 * every channel of the result, its R x S patch. Output: image N,C,{@code height},{@code width}
 * where the patch of position h,w starts at row h*stride - padBefore.
 *
 * @param rows the window of the patches along the height
 * @param columns along the width
 */
public record Fold(Window rows, Window columns, long height, long width)
    implements VectorOperation {
  @Override
  public String kind() {
    return "fold";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Checks.rank(inputs.get(0), 4, "the patches");
    Shape x = inputs.get(0).shape();
    int patch = rows.kernel() * columns.kernel();
    Checks.require(x.dim(1) % patch == 0, x.dim(1) + " channels in patches of " + patch);
    return ImmutableList.of(
        inputs.get(0).withShape(Shape.of(x.dim(0), x.dim(1) / patch, height, width)));
  }

  /** One addition per patch that can cover an output; at the borders fewer do. */
  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements() * overlap(rows) * overlap(columns);
  }

  /** How many patches can cover a position along an axis. */
  private static long overlap(Window window) {
    long step = window.stride() / LongMath.gcd(window.stride(), window.dilation());
    return (window.kernel() + step - 1) / step;
  }
}
