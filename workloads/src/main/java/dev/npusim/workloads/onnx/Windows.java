package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import org.jspecify.annotations.Nullable;

/**
 * The sliding windows of a convolution or pooling, from ONNX's attributes: one per spatial axis.
 *
 * @param roundedUp per axis, how much of the padding behind is only there to make the last, cut-off
 *     window count
 */
record Windows(ImmutableList<Window> axes, ImmutableList<Integer> roundedUp) {
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

  private static Window window(SourceNode node, long extent, long kernel, int axis, int count) {
    int stride = Math.toIntExact(at(node, "strides", count, axis, 1));
    int dilation = Math.toIntExact(at(node, "dilations", count, axis, 1));
    long before = at(node, "pads", 2 * count, axis, 0);
    long after = at(node, "pads", 2 * count, axis + count, 0);
    long reach = dilation * (kernel - 1) + 1;
    String auto = node.text("auto_pad", "NOTSET");
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
      case "NOTSET", "" -> {}
      default -> throw new WorkloadException("auto_pad " + auto);
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
