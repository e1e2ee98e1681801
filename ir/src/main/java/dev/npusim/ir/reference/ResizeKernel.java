package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Resize;
import java.util.List;

/** Resizing as ONNX defines it: rows and columns apart, pixels outside are the edge's. */
final class ResizeKernel {
  private ResizeKernel() {}

  static double[] compute(Resize op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    Taps rows = Taps.of(op, x.dim(2), Math.toIntExact(op.height()), op.sampling().rowScale());
    Taps columns = Taps.of(op, x.dim(3), Math.toIntExact(op.width()), op.sampling().columnScale());
    int height = rows.inputs.length;
    int width = columns.inputs.length;
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int i = 0; i < result.length; i++) {
      int image = i / (height * width) * x.dim(2) * x.dim(3);
      int row = i / width % height;
      int column = i % width;
      for (int r = 0; r < rows.inputs[row].length; r++) {
        int line = image + rows.inputs[row][r] * x.dim(3);
        for (int s = 0; s < columns.inputs[column].length; s++) {
          double weight = rows.weights[row][r] * columns.weights[column][s];
          result[i] += weight * x.at(line + columns.inputs[column][s]);
        }
      }
    }
    return result;
  }

  /** For each output position of an axis the inputs it is made from, and how much of each. */
  private record Taps(int[][] inputs, double[][] weights) {

    static Taps of(Resize op, int extent, int outputs, double givenScale) {
      double scale = givenScale == 0 ? (double) outputs / extent : givenScale;
      Taps taps = new Taps(new int[outputs][], new double[outputs][]);
      for (int o = 0; o < outputs; o++) {
        double position = position(op.sampling().coordinates(), o, extent, outputs, scale);
        int floor = (int) Math.floor(position);
        double rest = position - floor;
        switch (op.filter()) {
          case NEAREST -> taps.set(o, extent, nearest(op.sampling(), position), 1);
          case LINEAR -> taps.set(o, extent, floor, 1 - rest, rest);
          case CUBIC -> taps.set(o, extent, floor - 1, cubic(rest, op.sampling().cubic()));
        }
      }
      return taps;
    }

    private void set(int output, int extent, int first, double... outputWeights) {
      inputs[output] = new int[outputWeights.length];
      for (int i = 0; i < outputWeights.length; i++) {
        inputs[output][i] = Math.max(0, Math.min(extent - 1, first + i));
      }
      weights[output] = outputWeights;
    }
  }

  private static double position(
      Resize.Coordinates coordinates, int o, int extent, int outputs, double scale) {
    double halfPixel = (o + 0.5) / scale - 0.5;
    return switch (coordinates) {
      case HALF_PIXEL -> halfPixel;
      case PYTORCH_HALF_PIXEL -> outputs > 1 ? halfPixel : 0;
      case HALF_PIXEL_SYMMETRIC -> halfPixel + extent / 2.0 * (1 - outputs / (scale * extent));
      case ASYMMETRIC -> o / scale;
      case ALIGN_CORNERS -> outputs > 1 ? o * (extent - 1.0) / (outputs - 1) : 0;
    };
  }

  private static int nearest(Resize.Sampling sampling, double position) {
    return (int)
        switch (sampling.rounding()) {
          case HALF_DOWN -> Math.ceil(position - 0.5);
          case HALF_UP -> Math.floor(position + 0.5);
          case FLOOR -> Math.floor(position);
          case CEIL -> Math.ceil(position);
        };
  }

  /**
   * Weights of the four neighbours (R. Keys, "Cubic convolution interpolation for digital image
   * processing", 1981).
   *
   * @param t distance from the second of them
   */
  private static double[] cubic(double t, double a) {
    return new double[] {
      far(t + 1, a), near(t, a), near(1 - t, a), far(2 - t, a),
    };
  }

  private static double near(double d, double a) {
    return ((a + 2) * d - (a + 3)) * d * d + 1;
  }

  private static double far(double d, double a) {
    return ((d - 5) * d + 8) * d * a - 4 * a;
  }
}
