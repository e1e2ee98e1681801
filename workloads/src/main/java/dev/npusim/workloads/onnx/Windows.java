package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.WorkloadException;
import org.jspecify.annotations.Nullable;

/** The two sliding windows of a convolution or pooling, from ONNX's attributes. */
record Windows(Window rows, Window columns) {

  static Windows of(SourceNode node, Shape image, long[] kernel) {
    if (image.rank() != 4) {
      throw new WorkloadException("an input of " + image + "; images of 4 axes are supported");
    }
    return new Windows(window(node, image, kernel, 0), window(node, image, kernel, 1));
  }

  private static Window window(SourceNode node, Shape image, long[] kernels, int axis) {
    int kernel = Math.toIntExact(kernels[axis]);
    int stride = Math.toIntExact(at(node, "strides", 2, axis, 1));
    int dilation = Math.toIntExact(at(node, "dilations", 2, axis, 1));
    long before = at(node, "pads", 4, axis, 0);
    long after = at(node, "pads", 4, axis + 2, 0);
    long extent = image.dim(axis + 2);
    Window plain = new Window(kernel, stride, 0, 0, dilation);
    long reach = (long) dilation * (kernel - 1) + 1;
    String auto = node.text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME")) {
      long outputs = (extent + stride - 1) / stride;
      long total = Math.max(0, (outputs - 1) * stride + reach - extent);
      boolean upper = auto.equals("SAME_UPPER");
      before = upper ? total / 2 : total - total / 2;
      after = total - before;
    } else if (auto.equals("VALID")) {
      before = 0;
      after = 0;
    } else if (!auto.equals("NOTSET")) {
      throw new WorkloadException("auto_pad " + auto);
    }
    if (node.integer("ceil_mode", 0) != 0) {
      after += roundUp(extent + before + after, reach, stride, extent + before);
    }
    return new Window(
        plain.kernel(), stride, Math.toIntExact(before), Math.toIntExact(after), dilation);
  }

  /** Padding that makes the last, cut-off window count, unless it would start in the padding. */
  private static long roundUp(long padded, long reach, long stride, long endOfData) {
    long rest = (padded - reach) % stride;
    boolean startsInData = padded - reach - rest + stride < endOfData;
    return padded >= reach && rest != 0 && startsInData ? stride - rest : 0;
  }

  private static long at(SourceNode node, String name, int length, int index, long absent) {
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
