package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * Enlarges (or shrinks) an image. Input: image N,C,H,W. Output: image N,C,{@code height},{@code
 * width}.
 *
 * @param sampling which input positions an output pixel is made from
 */
public record Resize(Filter filter, long height, long width, Sampling sampling)
    implements VectorOperation {

  /** Where an output pixel lies in the input, as ONNX names it. */
  public enum Coordinates {
    /** (o + 0.5) / scale - 0.5 . */
    HALF_PIXEL,
    /** HALF_PIXEL, and 0 where the output has one pixel. */
    PYTORCH_HALF_PIXEL,
    /** HALF_PIXEL, shifted so that the centres of both images meet. */
    HALF_PIXEL_SYMMETRIC,
    /** o / scale . */
    ASYMMETRIC,
    /** o * (inputs - 1) / (outputs - 1) . */
    ALIGN_CORNERS
  }

  /** How NEAREST rounds a position. */
  public enum Rounding {
    HALF_DOWN,
    HALF_UP,
    FLOOR,
    CEIL
  }

  /**
   * @param rowScale outputs per input row; 0 stands for the ratio of the heights
   * @param columnScale likewise for columns
   * @param cubic coefficient of CUBIC
   */
  public record Sampling(
      Coordinates coordinates,
      Rounding rounding,
      double rowScale,
      double columnScale,
      double cubic) {
    /** How frameworks enlarge by repeating pixels. */
    public static final Sampling REPEAT =
        new Sampling(Coordinates.ASYMMETRIC, Rounding.FLOOR, 0, 0, -0.75);

    /** How frameworks interpolate. */
    public static final Sampling CENTRES =
        new Sampling(Coordinates.HALF_PIXEL, Rounding.HALF_DOWN, 0, 0, -0.75);
  }

  /** How an output pixel is made, and its lane operations. */
  public enum Filter {
    /** One move. */
    NEAREST(1),
    /** Three interpolations of one multiply-add each. */
    LINEAR(3),
    /** Five interpolations of four multiply-adds each. */
    CUBIC(20);

    private final int laneOps;

    Filter(int laneOps) {
      this.laneOps = laneOps;
    }
  }

  /** Nearest repeats pixels, the others interpolate between centres. */
  public Resize(Filter filter, long height, long width) {
    this(filter, height, width, filter == Filter.NEAREST ? Sampling.REPEAT : Sampling.CENTRES);
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
