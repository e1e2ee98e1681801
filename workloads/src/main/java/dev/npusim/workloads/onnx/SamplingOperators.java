package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that read images at computed positions. What they compute is not modelled. */
final class SamplingOperators {
  private SamplingOperators() {}

  static void register(OperatorTable all) {
    all.approximation(
        "GridSample",
        16,
        "taps^axes multiply-adds per element, and the taps' weights once per position",
        SamplingOperators::grid);
    all.approximation(
        "DeformConv",
        19,
        "4 multiply-adds per tap and channel (5 with a mask) make patches, then exact MACs",
        SamplingOperators::deformed);
    all.approximation(
        "RoiAlign", 10, "4 multiply-adds per sample and element", SamplingOperators::align);
    all.approximation(
        "MaxRoiPool", 1, "at most each pixel once per region", SamplingOperators::regions);
    all.approximation(
        "NonMaxSuppression",
        10,
        "a sort per class and 12 lane operations per pair of kept and other boxes;"
            + " needs a known bound",
        SamplingOperators::suppress);
    all.contraction(
        "AffineGrid",
        20,
        "positions x axes x (axes + 1) MACs with a table of positions",
        SamplingOperators::affine);
  }

  private static void grid(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    Shape grid = to.shape(node, 1);
    int axes = x.rank() - 2;
    String mode = node.text("mode", "linear");
    int taps =
        switch (mode) {
          case "nearest" -> 1;
          case "linear", "bilinear" -> 2;
          case "cubic", "bicubic" -> 4;
          default -> throw new WorkloadException("mode \"" + mode + "\"; nearest, linear or cubic");
        };
    long[] dims = x.dims().toArray();
    System.arraycopy(grid.dims().toArray(), 1, dims, 2, axes);
    Shape result = Shape.of(dims);
    long each = Math.round(Math.pow(taps, axes));
    long positions = result.elements() / result.dim(1);
    long work =
        Math.addExact(
            Math.multiplyExact(result.elements(), each),
            Math.multiplyExact(positions, axes * (2L + 2 * taps) + each));
    String basis =
        each
            + " multiply-adds per element; per position, scaling, "
            + taps
            + " weights per axis and their products";
    steps.result(
        steps.approximate(
            "grid_sample", result, steps.type(steps.operand(0)), work, basis, steps.operands()));
  }

  /** Interpolated patches, then a 1x1 convolution over all of their channels. */
  private static void deformed(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    Shape weight = to.shape(node, 1);
    if (x.rank() != 4 || weight.rank() != 4) {
      throw new UnsupportedException("an image of " + x + "; images of 4 axes are supported");
    }
    long[] kernel = Windows.taps(node, weight);
    List<Window> windows = Windows.of(node, x, kernel).axes();
    long taps = kernel[0] * kernel[1];
    Shape patches =
        Shape.of(
            x.dim(0),
            x.dim(1) * taps,
            windows.get(0).outputs(x.dim(2)),
            windows.get(1).outputs(x.dim(3)));
    List<String> read = new ArrayList<>(List.of(steps.operand(0), steps.operand(2)));
    boolean masked = node.hasInput(4);
    if (masked) {
      read.add(steps.operand(4));
    }
    long perElement = masked ? 5 : 4;
    long positions = to.shape(node, 2).elements() / 2;
    long work =
        Math.addExact(
            Math.multiplyExact(patches.elements(), perElement), Math.multiplyExact(positions, 10));
    String sampled =
        steps.approximate(
            "deformed_patches",
            patches,
            steps.type(steps.operand(0)),
            work,
            perElement + " multiply-adds per tap and channel, 10 lane operations per position",
            read);
    int groups = Math.toIntExact(node.integer("group", 1));
    String flat =
        steps.weight(steps.regroup(steps.operand(1), weight.dim(0), weight.dim(1) * taps, 1, 1));
    List<String> operands = new ArrayList<>(List.of(sampled, flat));
    if (node.hasInput(3)) {
      operands.add(steps.weight(steps.operand(3)));
    }
    steps.result(steps.apply(ConvolutionOperators.pointwise(groups), operands));
  }

  private static void align(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    long ratio = node.integer("sampling_ratio", 0);
    long samples = ratio > 0 ? ratio * ratio : 4;
    Shape result =
        Shape.of(
            to.shape(node, 1).dim(0),
            x.dim(1),
            node.integer("output_height", 1),
            node.integer("output_width", 1));
    String basis =
        samples + " samples per element of 4 multiply-adds" + (ratio > 0 ? "" : " (assumed)");
    long work = Math.multiplyExact(result.elements(), samples * 5);
    steps.result(
        steps.approximate(
            "roi_align", result, steps.type(steps.operand(0)), work, basis, steps.operands()));
  }

  private static void regions(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    long[] pooled = ReshapeOperators.orEmpty(node.integers("pooled_shape"));
    if (pooled.length != 2 || x.rank() != 4) {
      throw new WorkloadException("attribute pooled_shape needs two numbers, the image 4 axes");
    }
    long count = to.shape(node, 1).dim(0);
    Shape result = Shape.of(count, x.dim(1), pooled[0], pooled[1]);
    long work = Math.multiplyExact(count, x.elements() / x.dim(0));
    steps.result(
        steps.approximate(
            "max_roi_pool",
            result,
            steps.type(steps.operand(0)),
            work,
            "each pixel of the image compared once per region, the most there can be",
            steps.operands()));
  }

  /** The result is as large as its bound allows. */
  private static void suppress(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape scores = to.shape(node, 1);
    long boxes = scores.dim(2);
    long most = node.hasInput(2) ? (long) steps.number(2, "max_output_boxes_per_class") : 0;
    if (most < 1) {
      throw new UnsupportedException(
          "without max_output_boxes_per_class how many boxes stay depends on the data; set it, or"
              + " leave the suppression to the host");
    }
    long kept = Math.min(most, boxes);
    long classes = scores.dim(0) * scores.dim(1);
    long sort = boxes * (Long.SIZE - Long.numberOfLeadingZeros(boxes));
    long work =
        Math.multiplyExact(classes, Math.addExact(sort, Math.multiplyExact(kept * 12, boxes)));
    steps.result(
        steps.approximate(
            "non_max_suppression",
            Shape.of(classes * kept, 3),
            DataType.INT64,
            work,
            "per class a sort and 12 lane operations per kept box and box; as many as may be kept",
            List.of(steps.operand(0), steps.operand(1))));
  }

  /** Homogeneous positions of all pixels times the matrices. */
  private static void affine(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String theta = steps.operand(0);
    long[] size = to.integers(node, 1, "the size of an affine grid");
    if (size.length != 4 && size.length != 5) {
      throw new WorkloadException(
          "an affine grid of " + size.length + " extents; 4 or 5 make sense");
    }
    int axes = size.length - 2;
    boolean corners = node.isSet("align_corners");
    long[] extents = Arrays.copyOfRange(size, 2, size.length);
    int positions = Math.toIntExact(Shape.of(extents).elements());
    double[] table = new double[Math.multiplyExact(positions, axes + 1)];
    for (int i = 0; i < positions; i++) {
      int rest = i;
      for (int axis = axes - 1; axis >= 0; axis--) {
        int at = rest % (int) extents[axis];
        rest /= (int) extents[axis];
        double position =
            corners
                ? extents[axis] == 1 ? 0 : 2.0 * at / (extents[axis] - 1) - 1
                : (2.0 * at + 1) / extents[axis] - 1;
        table[i * (axes + 1) + axes - 1 - axis] = position;
      }
      table[i * (axes + 1) + axes] = 1;
    }
    Shape one = Shape.of(1, positions, axes + 1);
    String all = steps.expand(steps.reals(one, table), size[0], positions, axes + 1);
    String grid = steps.apply(new MatMul(true), all, theta);
    long[] dims = new long[axes + 2];
    dims[0] = size[0];
    System.arraycopy(extents, 0, dims, 1, axes);
    dims[axes + 1] = axes;
    steps.result(steps.regroup(grid, dims));
  }
}
