package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution: a 1x1 convolution makes from each position the patches of all output
 * channels, which are then added up. MACs: input positions x C x K/group x kernel.
 */
final class TransposedConvolution {
  private TransposedConvolution() {}

  static void register(OperatorTable all) {
    all.contraction(
        "ConvTranspose",
        1,
        "a 1x1 convolution makes patches (inputs x kernel x outputs/group MACs), then additions",
        TransposedConvolution::translate);
  }

  private static void translate(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    String weight = steps.operand(1);
    Shape image = steps.shape(x);
    Shape kernel = steps.shape(weight);
    int count = image.rank() - 2;
    if (kernel.rank() != image.rank() || count < 1 || count > 3) {
      throw new WorkloadException("a weight of " + kernel + " for an image of " + image);
    }
    Windows.taps(node, kernel);
    int groups = Math.toIntExact(node.integer("group", 1));
    if (kernel.dim(0) != image.dim(1) || kernel.dim(0) % groups != 0) {
      throw new WorkloadException(
          "a weight of " + kernel + " in " + groups + " groups for an image of " + image);
    }
    List<Window> windows = new ArrayList<>();
    long[] outputs = new long[count];
    for (int axis = 0; axis < count; axis++) {
      outputs[axis] = window(node, image, kernel, axis, windows);
    }
    String patches = patches(steps, x, weight, groups);
    String y =
        switch (count) {
          case 1 -> {
            Fold fold = new Fold(Windows.POINT, windows.get(0), 1, outputs[0]);
            yield steps.squeeze(steps.apply(fold, patches), 2);
          }
          case 2 ->
              steps.apply(
                  new Fold(windows.get(0), windows.get(1), outputs[0], outputs[1]), patches);
          default -> volume(steps, patches, image, windows, outputs);
        };
    steps.result(steps.addOptional(y, bias(steps, count)));
  }

  private static @Nullable String bias(Steps steps, int count) {
    String bias = steps.optional(2);
    if (bias == null) {
      return null;
    }
    long[] dims = new long[count + 1];
    Arrays.fill(dims, 1);
    dims[0] = steps.shape(bias).elements();
    return steps.regroup(steps.learned(bias), dims);
  }

  /** Channels hold, for each output channel, its patch: N,K*kernel and the positions as H,W. */
  private static String patches(Steps steps, String x, String weight, int groups) {
    Shape image = steps.shape(x);
    Shape kernel = steps.shape(weight);
    long in = image.dim(1) / groups;
    long out = kernel.elements() / kernel.dim(0);
    String grouped = steps.regroup(weight, groups, in, out);
    String turned = steps.transpose(grouped, 0, 2, 1);
    String flat = steps.weight(steps.regroup(turned, groups * out, in, 1, 1));
    long height =
        switch (image.rank()) {
          case 3 -> 1;
          case 4 -> image.dim(2);
          default -> image.dim(2) * image.dim(3);
        };
    String plane = steps.regroup(x, image.dim(0), image.dim(1), height, image.dim(-1));
    return steps.apply(ConvolutionOperators.pointwise(groups), plane, flat);
  }

  /** Patches are added up in the plane first, slice by slice, then along the depth. */
  private static String volume(
      Steps steps, String patches, Shape image, List<Window> windows, long[] outputs) {
    Window depth = windows.get(0);
    long batch = image.dim(0);
    long channels = steps.shape(patches).dim(1);
    String slices =
        ConvolutionOperators.slicesAsImages(
            steps,
            steps.regroup(patches, batch, channels, image.dim(2), image.dim(3), image.dim(4)));
    String planes =
        steps.apply(new Fold(windows.get(1), windows.get(2), outputs[1], outputs[2]), slices);
    String stack = ConvolutionOperators.imagesAsSlices(steps, planes, batch);
    Shape s = steps.shape(stack);
    String columns = steps.regroup(stack, batch, s.dim(1), s.dim(2), s.dim(3) * s.dim(4));
    String y =
        steps.apply(new Fold(depth, Windows.POINT, outputs[0], outputs[1] * outputs[2]), columns);
    return steps.regroup(
        y,
        LongStream.concat(
                LongStream.of(batch, s.dim(1) / depth.kernel()),
                IntStream.range(0, 3).mapToLong(axis -> outputs[axis]))
            .toArray());
  }

  /** Adds the window of an axis; returns the outputs along it. */
  private static long window(
      SourceNode node, Shape image, Shape kernel, int axis, List<Window> windows) {
    int count = image.rank() - 2;
    long extent = image.dim(axis + 2);
    int stride = Math.toIntExact(Windows.at(node, "strides", count, axis, 1));
    int dilation = Math.toIntExact(Windows.at(node, "dilations", count, axis, 1));
    long before = Windows.at(node, "pads", 2 * count, axis, 0);
    long after = Windows.at(node, "pads", 2 * count, axis + count, 0);
    long reach = dilation * (kernel.dim(axis + 2) - 1) + 1;
    long full = stride * (extent - 1) + reach + Windows.at(node, "output_padding", count, axis, 0);
    String auto = Windows.autoPad(node);
    long wanted = Windows.at(node, "output_shape", count, axis, -1);
    if (wanted < 0 && auto.startsWith("SAME")) {
      wanted = extent * stride;
    }
    if (wanted >= 0) {
      long total = Math.max(0, full - wanted);
      before = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      after = full - wanted - before;
    } else if (auto.equals("VALID")) {
      before = 0;
      after = 0;
    }
    if (before < 0) {
      throw new UnsupportedException("a negative padding of a transposed convolution");
    }
    windows.add(
        new Window(
            Math.toIntExact(kernel.dim(axis + 2)), stride, Math.toIntExact(before), 0, dilation));
    return full - before - after;
  }
}
