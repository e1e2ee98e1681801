package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sliding windows of a convolution or pooling, from ONNX's attributes: one per spatial axis.
 *
 * @param roundedUp per axis, how much of the padding behind is only there to make the last, cut-off
 *     window count
 */
record Windows(ImmutableList<Window> axes, ImmutableList<Integer> roundedUp) {
  private static final List<String> AUTO_PADS =
      List.of("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID");

  /** A window of one element that stays where it is. */
  static final Window POINT = Window.of(1, 1, 0);

  /**
   * @param image N,C and the spatial axes
   * @param kernel taps per spatial axis
   */
  static Windows of(SourceNode node, Shape image, long[] kernel) {
    int count = image.rank() - 2;
    if (count < 1 || count > 3) {
      throw new UnsupportedException(
          "an input of " + image + "; images of 1 to 3 spatial axes are supported");
    }
    if (kernel.length != count) {
      throw new WorkloadException(
          "a kernel of " + kernel.length + " extents for an image of " + image);
    }
    ImmutableList.Builder<Window> axes = ImmutableList.builder();
    ImmutableList.Builder<Integer> roundedUp = ImmutableList.builder();
    for (int axis = 0; axis < count; axis++) {
      Window plain = window(node, image.dim(axis + 2), kernel[axis], axis, count);
      int more = 0;
      if (node.integer("ceil_mode", 0) != 0) {
        more = Math.toIntExact(roundUp(plain, image.dim(axis + 2)));
      }
      axes.add(
          new Window(
              plain.kernel(),
              plain.stride(),
              plain.padBefore(),
              plain.padAfter() + more,
              plain.dilation()));
      roundedUp.add(more);
    }
    return new Windows(axes.build(), roundedUp.build());
  }

  /**
   * The extents of a weight's windows, which the node may state once more.
   *
   * @param kernel rank of an image: two axes of channels, then the spatial ones
   * @throws WorkloadException where it states others
   */
  static long[] taps(SourceNode node, Shape kernel) {
    long[] taps = Arrays.copyOfRange(kernel.dims().toArray(), 2, kernel.rank());
    long @Nullable [] stated = node.integers("kernel_shape");
    if (stated != null && stated.length > 0 && !Arrays.equals(stated, taps)) {
      throw new WorkloadException(
          "attribute kernel_shape is "
              + Arrays.toString(stated)
              + ", but the weight has windows of "
              + Arrays.toString(taps));
    }
    return taps;
  }

  /**
   * How padding is chosen; {@code NOTSET} where the node gives it.
   *
   * @throws WorkloadException for a word that ONNX does not have
   */
  static String autoPad(SourceNode node) {
    String auto = node.text("auto_pad", "NOTSET");
    if (auto.isEmpty()) {
      return "NOTSET";
    }
    if (!AUTO_PADS.contains(auto)) {
      throw new WorkloadException(
          "attribute auto_pad is "
              + Excerpt.quoted(auto)
              + ", one of "
              + String.join(", ", AUTO_PADS)
              + " is expected"
              + NearestName.of(auto, AUTO_PADS)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse(""));
    }
    return auto;
  }

  private static Window window(SourceNode node, long extent, long kernel, int axis, int count) {
    int stride = Math.toIntExact(at(node, "strides", count, axis, 1));
    int dilation = Math.toIntExact(at(node, "dilations", count, axis, 1));
    long before = at(node, "pads", 2 * count, axis, 0);
    long after = at(node, "pads", 2 * count, axis + count, 0);
    long reach = dilation * (kernel - 1) + 1;
    String auto = autoPad(node);
    switch (auto) {
      case "SAME_UPPER", "SAME_LOWER" -> {
        long outputs = (extent + stride - 1) / stride;
        long total = Math.max(0, (outputs - 1) * stride + reach - extent);
        before = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        after = total - before;
      }
      case "VALID" -> {
        before = 0;
        after = 0;
      }
      default -> {}
    }
    return new Window(
        Math.toIntExact(kernel), stride, Math.toIntExact(before), Math.toIntExact(after), dilation);
  }

  /** Padding that makes the last, cut-off window count, unless it would start in the padding. */
  private static long roundUp(Window window, long extent) {
    long reach = (long) window.dilation() * (window.kernel() - 1) + 1;
    long padded = extent + window.padBefore() + window.padAfter();
    long rest = (padded - reach) % window.stride();
    boolean startsInData = padded - reach - rest + window.stride() < extent + window.padBefore();
    return padded >= reach && rest != 0 && startsInData ? window.stride() - rest : 0;
  }

  static long at(SourceNode node, String name, int length, int index, long absent) {
    long @Nullable [] values = node.integers(name);
    if (values == null || values.length == 0) {
      return absent;
    }
    if (values.length != length) {
      throw new WorkloadException(
          "attribute " + name + " has " + values.length + " numbers, expected " + length);
    }
    return values[index];
  }
}
