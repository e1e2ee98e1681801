package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Window;
import java.util.Arrays;
import java.util.List;

/** Convolutions and matrix products. */
final class Contractions {
  private Contractions() {}

  static double[] linear(Linear op, List<Tensor> in, TensorType out) {
    Tensor weight = in.get(1);
    int k = weight.dim(1);
    int n = weight.dim(0);
    int m = in.get(0).size() / k;
    double[] result = Matrices.productTransposed(in.get(0).values(), weight.values(), m, n, k);
    for (int i = 0; i < result.length && in.size() > 2; i++) {
      result[i] += in.get(2).at(i % n);
    }
    return result;
  }

  static double[] matMul(MatMul op, List<Tensor> in, TensorType out) {
    Tensor a = in.get(0);
    Tensor b = in.get(1);
    int m = a.dim(-2);
    int k = a.dim(-1);
    int n = b.dim(op.transposeB() ? -2 : -1);
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int batch = 0; batch < result.length / (m * n); batch++) {
      double[] left = Arrays.copyOfRange(a.values(), batch * m * k, (batch + 1) * m * k);
      double[] right = Arrays.copyOfRange(b.values(), batch * k * n, (batch + 1) * k * n);
      double[] product =
          op.transposeB()
              ? Matrices.productTransposed(left, right, m, n, k)
              : Matrices.product(left, right, m, n, k);
      System.arraycopy(product, 0, result, batch * m * n, m * n);
    }
    return result;
  }

  /** Per batch element and group: K x CRS weights times CRS x PQ patches. */
  static double[] convolution(Convolution op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    Tensor weight = in.get(1);
    int positions = Math.toIntExact(out.shape().product(2, 4));
    int k = weight.dim(0) / op.groups();
    int c = weight.dim(1);
    int crs = weight.size() / weight.dim(0);
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int n = 0; n < x.dim(0); n++) {
      for (int group = 0; group < op.groups(); group++) {
        double[] patches = new double[crs * positions];
        for (int channel = 0; channel < c; channel++) {
          int image = (n * x.dim(1) + group * c + channel) * x.dim(2) * x.dim(3);
          patches(x, image, op, out, patches, channel * (crs / c) * positions);
        }
        double[] kernels =
            Arrays.copyOfRange(weight.values(), group * k * crs, (group + 1) * k * crs);
        double[] product = Matrices.product(kernels, patches, k, positions, crs);
        int start = (n * op.groups() + group) * k * positions;
        System.arraycopy(product, 0, result, start, product.length);
      }
    }
    for (int i = 0; i < result.length && in.size() > 2; i++) {
      result[i] += in.get(2).at(i / positions % weight.dim(0));
    }
    return result;
  }

  /** Writes one row per tap of one channel; what lies outside the image stays 0. */
  private static void patches(
      Tensor x, int image, Convolution op, TensorType out, double[] patches, int start) {
    Window rows = op.rows();
    Window columns = op.columns();
    int width = Math.toIntExact(out.shape().dim(3));
    int positions = Math.toIntExact(out.shape().dim(2)) * width;
    for (int tap = 0; tap < rows.kernel() * columns.kernel(); tap++) {
      int down = tap / columns.kernel() * rows.dilation() - rows.padBefore();
      int right = tap % columns.kernel() * columns.dilation() - columns.padBefore();
      for (int position = 0; position < positions; position++) {
        int row = position / width * rows.stride() + down;
        int column = position % width * columns.stride() + right;
        if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
          patches[start + tap * positions + position] = x.at(image + row * x.dim(3) + column);
        }
      }
    }
  }
}
