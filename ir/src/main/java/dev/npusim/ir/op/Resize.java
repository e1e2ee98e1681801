package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * Enlarges (or shrinks) an image. Input: image N,C,H,W. Output: image N,C,{@code height},{@code
 * width}.
 */
public record Resize(Filter filter, long height, long width) implements VectorOperation {
  /** How an output pixel is made, and its lane operations. */
  public enum Filter {
    /** One move. */
    NEAREST(1),
    /** Three interpolations of one multiply-add each. */
    LINEAR(3);

    private final int laneOps;

    Filter(int laneOps) {
      this.laneOps = laneOps;
    }
  }

  @Override
  public String kind() {
    return "resize_" + filter.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    TensorType x = inputs.get(0);
    Checks.rank(x, 4, "the image");
    return ImmutableList.of(
        x.withShape(Shape.of(x.shape().dim(0), x.shape().dim(1), height, width)));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements() * filter.laneOps;
  }
}
