package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Convolutions over one to three spatial axes. */
final class ConvolutionOperators {
  private static final String CAUSAL =
      "the state in front of the input, then outputs x kernel MACs of a depthwise convolution";

  private ConvolutionOperators() {}

  static void register(OperatorTable all) {
    all.contraction(
        "Conv",
        1,
        "outputs x kernel x channels/group MACs; 3-D as 2-D over depth-shifted slices",
        (node, to) -> {
          Steps steps = to.steps(node);
          steps.result(
              convolve(node, steps, steps.operand(0), steps.operand(1), steps.optional(2)));
        });
    all.contraction("CausalConvWithState", 27, CAUSAL, ConvolutionOperators::causal);
    all.contraction("com.microsoft.CausalConvWithState", 1, CAUSAL, ConvolutionOperators::causal);
  }

  /** With the windows and groups that the attributes of {@code node} give. */
  static String convolve(
      SourceNode node, Steps steps, String x, String weight, @Nullable String bias) {
    Shape kernel = steps.shape(weight);
    Shape image = steps.shape(x);
    if (kernel.rank() != image.rank() || kernel.rank() < 3) {
      throw new WorkloadException("a weight of " + kernel + " for an image of " + image);
    }
    long[] taps = Windows.taps(node, kernel);
    List<Window> windows = Windows.of(node, image, taps).axes();
    int groups = Math.toIntExact(node.integer("group", 1));
    return switch (windows.size()) {
      case 1 -> line(steps, x, weight, bias, windows.get(0), groups);
      case 2 ->
          plane(
              steps,
              x,
              steps.weight(weight),
              bias,
              new Convolution(windows.get(0), windows.get(1), groups));
      default -> volume(steps, x, weight, bias, windows, groups);
    };
  }

  private static String plane(
      Steps steps, String x, String weight, @Nullable String bias, Convolution op) {
    List<String> operands = new ArrayList<>(List.of(x, weight));
    if (bias != null) {
      operands.add(steps.weight(bias));
    }
    return steps.apply(op, operands);
  }

  /** N,C,L as an image of one row. */
  static String line(
      Steps steps, String x, String weight, @Nullable String bias, Window window, int groups) {
    String row = steps.unsqueeze(x, 2);
    String flat = steps.weight(steps.unsqueeze(weight, 2));
    return steps.squeeze(
        plane(steps, row, flat, bias, new Convolution(Windows.POINT, window, groups)), 2);
  }

  /**
   * Depth goes into the batch; what each of the T taps along it sees are T shifted slices. Without
   * groups they stand side by side as channels of one convolution, with groups each has its own and
   * the results are added.
   */
  private static String volume(
      Steps steps,
      String x,
      String weight,
      @Nullable String bias,
      List<Window> windows,
      int groups) {
    Window depth = windows.get(0);
    String padded = PartOperators.zeros(steps, x, 2, depth.padBefore(), depth.padAfter());
    long outputs = depth.outputs(steps.shape(x).dim(2));
    List<String> taps =
        IntStream.range(0, depth.kernel())
            .mapToObj(
                tap ->
                    PartOperators.strided(
                        steps, padded, 2, (long) tap * depth.dilation(), depth.stride(), outputs))
            .toList();
    Convolution op = new Convolution(windows.get(1), windows.get(2), groups);
    Shape kernel = steps.shape(weight);
    String flat;
    if (groups == 1) {
      String stacked = steps.transpose(weight, 0, 2, 1, 3, 4);
      String channels =
          steps.regroup(
              stacked, kernel.dim(0), kernel.dim(2) * kernel.dim(1), kernel.dim(3), kernel.dim(4));
      String images = slicesAsImages(steps, steps.concat(1, taps));
      flat = plane(steps, images, steps.weight(channels), bias, op);
    } else {
      flat = plane(steps, slicesAsImages(steps, taps.get(0)), tap(steps, weight, 0), bias, op);
      for (int i = 1; i < taps.size(); i++) {
        String image = slicesAsImages(steps, taps.get(i));
        flat = steps.add(flat, plane(steps, image, tap(steps, weight, i), null, op));
      }
    }
    return imagesAsSlices(steps, flat, steps.shape(x).dim(0));
  }

  /** The plane of a weight at one depth. */
  private static String tap(Steps steps, String weight, int i) {
    return steps.weight(steps.squeeze(steps.part(weight, 2, i, 1), 2));
  }

  /** N,C,D,H,W as N*D,C,H,W: free where channels are stored innermost. */
  static String slicesAsImages(Steps steps, String x) {
    Shape s = steps.shape(x);
    return steps.regroup(
        steps.transpose(x, 0, 2, 1, 3, 4), s.dim(0) * s.dim(2), s.dim(1), s.dim(3), s.dim(4));
  }

  /** The other way round. */
  static String imagesAsSlices(Steps steps, String x, long batch) {
    Shape s = steps.shape(x);
    String slices = steps.regroup(x, batch, s.dim(0) / batch, s.dim(1), s.dim(2), s.dim(3));
    return steps.transpose(slices, 0, 2, 1, 3, 4);
  }

  private static void causal(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Shape weight = to.shape(node, 1);
    long history = weight.dim(2) - 1;
    String past = steps.optional(3);
    String all =
        past == null
            ? PartOperators.zeros(steps, x, 2, Math.toIntExact(history), 0)
            : steps.concat(2, past, x);
    Window window = Window.of(Math.toIntExact(weight.dim(2)), 1, 0);
    int channels = Math.toIntExact(weight.dim(0));
    String y = line(steps, all, steps.operand(1), steps.optional(2), window, channels);
    String activation = node.text("activation", "none");
    switch (activation) {
      case "none" -> {}
      case "silu", "swish" -> y = steps.unary(Unary.Function.SILU, y);
      default -> throw new WorkloadException("activation " + activation);
    }
    steps.result(0, y);
    if (steps.wants(1) && history > 0) {
      steps.result(1, steps.slice(all, 2, steps.shape(all).dim(2) - history, history));
    }
  }

  /** Windows of one element. */
  static Convolution pointwise(int groups) {
    return new Convolution(Windows.POINT, Windows.POINT, groups);
  }
}
