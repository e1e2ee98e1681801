package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Normalization;
import java.util.Arrays;
import java.util.List;

/**
 * Normalisations. Elements that share their statistics are numbered alike by {@link #setOf}; a
 * column is a channel of an image and a feature of anything else.
 */
final class NormalizationKernel {
  private NormalizationKernel() {}

  static double[] compute(Normalization op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int[] columns = columns(x);
    int[] sets = new int[x.size()];
    Arrays.setAll(sets, i -> setOf(op, x, i, columns[i]));
    Statistics statistics =
        op.kindOf() == Normalization.Kind.BATCH
            ? new Statistics(in.get(3).toArray(), in.get(4).toArray())
            : Statistics.of(x, sets, op.kindOf() != Normalization.Kind.RMS);
    double[] result = new double[x.size()];
    for (int i = 0; i < result.length; i++) {
      double deviation = Math.sqrt(statistics.variances[sets[i]] + op.epsilon());
      double normalized = (x.at(i) - statistics.means[sets[i]]) / deviation;
      double scale = in.size() > 1 ? in.get(1).at(columns[i]) : 1;
      double shift = in.size() > 2 ? in.get(2).at(columns[i]) : 0;
      result[i] = normalized * scale + shift;
    }
    return result;
  }

  private static int[] columns(Tensor x) {
    int[] strides = new int[x.shape().rank()];
    strides[x.type().columnAxis()] = 1;
    return Offsets.of(Offsets.dims(x.shape()), 0, strides);
  }

  private static int setOf(Normalization op, Tensor x, int index, int column) {
    int channels = Math.toIntExact(x.type().columns());
    int batch = index / (x.size() / x.dim(0));
    return switch (op.kindOf()) {
      case GROUP -> batch * op.groups() + column / (channels / op.groups());
      case INSTANCE -> batch * channels + column;
      case BATCH -> column;
      case LAYER, RMS -> row(x, index);
    };
  }

  /** Number of the row an element is in: its index without the column axis. */
  private static int row(Tensor x, int index) {
    int stride = Offsets.strides(x.shape())[x.type().columnAxis()];
    int extent = Math.toIntExact(x.type().columns());
    return index / (stride * extent) * stride + index % stride;
  }

  /** Means and variances of sets of elements, by number. */
  private record Statistics(double[] means, double[] variances) {

    /** In two passes; not centred, means are 0 and variances mean squares. */
    static Statistics of(Tensor x, int[] sets, boolean centred) {
      int count = Arrays.stream(sets).max().orElse(0) + 1;
      double size = (double) sets.length / count;
      double[] means = new double[count];
      double[] variances = new double[count];
      for (int i = 0; i < sets.length && centred; i++) {
        means[sets[i]] += x.at(i) / size;
      }
      for (int i = 0; i < sets.length; i++) {
        double distance = x.at(i) - means[sets[i]];
        variances[sets[i]] += distance * distance / size;
      }
      return new Statistics(means, variances);
    }
  }
}
