package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Window;
import java.util.List;

/** Sliding windows without weights. */
final class WindowKernels {
  private WindowKernels() {}

  static double[] pool(Pool op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int height = Math.toIntExact(out.shape().dim(2));
    int width = Math.toIntExact(out.shape().dim(3));
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int i = 0; i < result.length; i++) {
      int image = i / (height * width) * x.dim(2) * x.dim(3);
      int top = i / width % height * op.rows().stride() - op.rows().padBefore();
      int left = i % width * op.columns().stride() - op.columns().padBefore();
      result[i] = window(op, x, image, top, left);
    }
    return result;
  }

  private static double window(Pool op, Tensor x, int image, int top, int left) {
    boolean isMax = op.function() == Pool.Function.MAX;
    double total = isMax ? Double.NEGATIVE_INFINITY : 0;
    int inside = 0;
    for (int r = 0; r < op.rows().kernel(); r++) {
      for (int s = 0; s < op.columns().kernel(); s++) {
        int row = top + r * op.rows().dilation();
        int column = left + s * op.columns().dilation();
        if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
          double value = x.at(image + row * x.dim(3) + column);
          inside++;
          total =
              switch (op.function()) {
                case MAX -> Math.max(total, value);
                case AVERAGE -> total + value;
                case EUCLIDEAN -> total + value * value;
              };
        }
      }
    }
    int taps = op.rows().kernel() * op.columns().kernel();
    return switch (op.function()) {
      case MAX -> total;
      case AVERAGE -> total / (op.countPadding() ? taps : inside);
      case EUCLIDEAN -> Math.sqrt(total);
    };
  }

  static double[] fold(Fold op, List<Tensor> in, TensorType out) {
    Tensor patches = in.get(0);
    Window rows = op.rows();
    Window columns = op.columns();
    int width = patches.dim(3);
    int positions = patches.dim(2) * width;
    int height = Math.toIntExact(op.height());
    int outWidth = Math.toIntExact(op.width());
    double[] image = new double[Math.toIntExact(out.elements())];
    for (int i = 0; i < patches.size(); i++) {
      int tap = i / positions % (rows.kernel() * columns.kernel());
      int channel = i / positions / (rows.kernel() * columns.kernel());
      int down = tap / columns.kernel() * rows.dilation() - rows.padBefore();
      int right = tap % columns.kernel() * columns.dilation() - columns.padBefore();
      int row = i / width % patches.dim(2) * rows.stride() + down;
      int column = i % width * columns.stride() + right;
      if (row >= 0 && row < height && column >= 0 && column < outWidth) {
        image[(channel * height + row) * outWidth + column] += patches.at(i);
      }
    }
    return image;
  }
}
