package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Resize.Coordinates;
import dev.npusim.ir.op.Resize.Filter;
import dev.npusim.ir.op.Resize.Rounding;
import dev.npusim.ir.op.Resize.Sampling;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Resampling along any axes. Filters are products of filters along each axis. */
final class ResizeOperators {
  private static final String COST =
      "1 (nearest), 3 (linear) or 20 (cubic) lane operations per element, in pairs of axes";

  /**
   * @param factors outputs per input and axis; 0 stands for the ratio of the extents
   */
  private record Target(long[] dims, double[] factors) {}

  private ResizeOperators() {}

  static void register(OperatorTable all) {
    all.vector("Resize", 10, COST, ResizeOperators::resize);
    all.vector("Upsample", 1, COST, (node, to) -> apply(node, to, scaled(node, to), older(node)));
  }

  private static void resize(SourceNode node, Translation to) {
    if (to.opset() < 11) {
      apply(node, to, scaled(node, to), older(node));
    } else {
      apply(node, to, isSized(node, to) ? sized(node, to) : scaled(node, to), sampling(node));
    }
  }

  private static boolean isSized(SourceNode node, Translation to) {
    return node.hasInput(3) && !EmptyTensors.isEmpty(to.literal(node, 3));
  }

  /** Before operator set 11 positions are scaled as they are. */
  private static Sampling older(SourceNode node) {
    return Sampling.REPEAT;
  }

  /** Null where the operation family does not have it. */
  private static @Nullable Sampling sampling(SourceNode node) {
    Coordinates coordinates =
        switch (node.text("coordinate_transformation_mode", "half_pixel")) {
          case "half_pixel" -> Coordinates.HALF_PIXEL;
          case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
          case "half_pixel_symmetric" -> Coordinates.HALF_PIXEL_SYMMETRIC;
          case "asymmetric" -> Coordinates.ASYMMETRIC;
          case "align_corners" -> Coordinates.ALIGN_CORNERS;
          default -> null;
        };
    Rounding rounding =
        switch (node.text("nearest_mode", "round_prefer_floor")) {
          case "round_prefer_ceil" -> Rounding.HALF_UP;
          case "floor" -> Rounding.FLOOR;
          case "ceil" -> Rounding.CEIL;
          default -> Rounding.HALF_DOWN;
        };
    return coordinates == null
        ? null
        : new Sampling(coordinates, rounding, 0, 0, node.number("cubic_coeff_a", -0.75));
  }

  private static int[] axes(SourceNode node, int rank) {
    long @Nullable [] given = node.integers("axes");
    return given == null
        ? IntStream.range(0, rank).toArray()
        : Arrays.stream(given).mapToInt(axis -> Translation.axis(axis, rank)).toArray();
  }

  private static Target sized(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    int[] axes = axes(node, x.rank());
    long[] sizes = to.integers(node, 3, "the sizes of a resize");
    if (sizes.length != axes.length) {
      throw new WorkloadException(sizes.length + " sizes for " + axes.length + " axes of " + x);
    }
    Target target = new Target(x.dims().toArray(), new double[x.rank()]);
    String policy = node.text("keep_aspect_ratio_policy", "stretch");
    double common = policy.equals("not_larger") ? Double.POSITIVE_INFINITY : 0;
    for (int i = 0; i < axes.length; i++) {
      double factor = (double) sizes[i] / x.dim(axes[i]);
      common = policy.equals("not_larger") ? Math.min(common, factor) : Math.max(common, factor);
    }
    for (int i = 0; i < axes.length; i++) {
      boolean stretch = policy.equals("stretch");
      target.dims()[axes[i]] =
          stretch ? sizes[i] : (long) Math.floor(common * x.dim(axes[i]) + 0.5);
      target.factors()[axes[i]] = stretch ? 0 : common;
    }
    return target;
  }

  private static Target scaled(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    int[] axes = axes(node, x.rank());
    double[] scales = scales(node, to);
    if (scales.length != axes.length) {
      throw new WorkloadException(scales.length + " scales for " + axes.length + " axes of " + x);
    }
    Target target = new Target(x.dims().toArray(), new double[x.rank()]);
    for (int i = 0; i < axes.length; i++) {
      target.dims()[axes[i]] = (long) Math.floor(x.dim(axes[i]) * scales[i]);
      target.factors()[axes[i]] = scales[i];
    }
    return target;
  }

  /** Attributes of the oldest upsampling, an attribute, or an operand. */
  private static double[] scales(SourceNode node, Translation to) {
    if (node.attribute("height_scale") != null) {
      return new double[] {1, 1, node.number("height_scale", 1), node.number("width_scale", 1)};
    }
    double @Nullable [] attribute = node.numbers("scales");
    if (attribute != null) {
      return attribute;
    }
    Literal literal = to.literal(node, node.inputCount() == 2 ? 1 : 2);
    ImmutableDoubleArray known = literal == null ? null : literal.reals();
    if (known == null) {
      throw new UnsupportedException("the scales of a resize must be known before the run");
    }
    // As they were written, not their expansion in binary: ties of positions depend on it.
    return known.stream().map(scale -> Double.parseDouble(Float.toString((float) scale))).toArray();
  }

  private static Filter filter(SourceNode node) {
    String mode = node.text("mode", "nearest");
    return switch (mode) {
      case "nearest" -> Filter.NEAREST;
      case "linear", "bilinear" -> Filter.LINEAR;
      case "cubic" -> Filter.CUBIC;
      default ->
          throw new WorkloadException("resize mode \"" + mode + "\"; nearest, linear or cubic");
    };
  }

  private static void apply(
      SourceNode node, Translation to, Target target, @Nullable Sampling sampling) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Filter filter = filter(node);
    boolean shrinks =
        IntStream.range(0, target.dims().length)
            .anyMatch(axis -> target.dims()[axis] < steps.shape(x).dim(axis));
    if (sampling == null
        || node.isSet("exclude_outside")
        || (node.isSet("antialias") && filter != Filter.NEAREST && shrinks)) {
      steps.result(approximated(steps, x, target, filter));
      return;
    }
    steps.result(resample(steps, x, target, filter, sampling));
  }

  private static boolean changes(Target target, Shape shape, int axis) {
    double factor = target.factors()[axis];
    return target.dims()[axis] != shape.dim(axis) || (factor != 0 && factor != 1);
  }

  /** Height and width of an image together, any other axis by itself. */
  private static String resample(
      Steps steps, String x, Target target, Filter filter, Sampling sampling) {
    Shape shape = steps.shape(x);
    int rank = shape.rank();
    int height = rank == 4 || rank == 5 ? rank - 2 : rank;
    String value = x;
    for (int axis = 0; axis < height; axis++) {
      if (changes(target, shape, axis)) {
        value = alone(steps, value, axis, target, filter, sampling);
      }
    }
    if (height == rank || !(changes(target, shape, height) || changes(target, shape, rank - 1))) {
      return value;
    }
    Resize op =
        new Resize(
            filter,
            target.dims()[height],
            target.dims()[rank - 1],
            at(sampling, target.factors()[height], target.factors()[rank - 1]));
    return rank == 4
        ? steps.apply(op, value)
        : ConvolutionOperators.imagesAsSlices(
            steps,
            steps.apply(op, ConvolutionOperators.slicesAsImages(steps, value)),
            target.dims()[0]);
  }

  /** The axis as the height of images of what follows it; channels stay channels. */
  private static String alone(
      Steps steps, String x, int axis, Target target, Filter filter, Sampling sampling) {
    Shape shape = steps.shape(x);
    long channels = axis == 2 ? shape.dim(1) : 1;
    String images =
        steps.regroup(
            x,
            shape.product(0, axis) / channels,
            channels,
            shape.dim(axis),
            shape.product(axis + 1, shape.rank()));
    Resize op =
        new Resize(
            filter,
            target.dims()[axis],
            steps.shape(images).dim(3),
            at(sampling, target.factors()[axis], 0));
    return steps.regroup(
        steps.apply(op, images), shape.with(axis, target.dims()[axis]).dims().toArray());
  }

  private static Sampling at(Sampling sampling, double rowScale, double columnScale) {
    return new Sampling(
        sampling.coordinates(), sampling.rounding(), rowScale, columnScale, sampling.cubic());
  }

  /** Antialiasing widens the filter by the factor of shrinking; edges may be left out. */
  private static String approximated(Steps steps, String x, Target target, Filter filter) {
    Shape shape = steps.shape(x);
    Shape result = Shape.of(target.dims());
    double taps = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (changes(target, shape, axis)) {
        double shrink = Math.max(1, (double) shape.dim(axis) / result.dim(axis));
        int reach = filter == Filter.NEAREST ? 1 : filter == Filter.LINEAR ? 2 : 4;
        taps *= Math.ceil(shrink * reach);
      }
    }
    long work = Math.multiplyExact(result.elements(), (long) taps);
    return steps.approximate(
        "resize",
        result,
        steps.type(x),
        work,
        "one multiply-add per tap, filters widened by shrinking",
        List.of(x));
  }
}
