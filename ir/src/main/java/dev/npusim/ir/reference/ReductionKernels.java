package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Cumulate;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.TopK;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Operations along axes. */
final class ReductionKernels {
  private ReductionKernels() {}

  static double[] softmax(Softmax op, List<Tensor> in, TensorType out) {
    double[] values = in.get(0).toArray();
    softmaxRows(values, Math.toIntExact(in.get(0).type().columns()));
    return values;
  }

  /** In place, over rows of {@code columns}. */
  static void softmaxRows(double[] values, int columns) {
    for (int start = 0; start < values.length; start += columns) {
      double[] row = Arrays.copyOfRange(values, start, start + columns);
      double max = Arrays.stream(row).max().orElse(0);
      double sum = Arrays.stream(row).map(value -> Math.exp(value - max)).sum();
      for (int i = 0; i < columns; i++) {
        values[start + i] = Math.exp(row[i] - max) / sum;
      }
    }
  }

  static double[] reduce(Reduce op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int[] all = Offsets.strides(x.shape());
    int[] dims = Offsets.dims(x.shape());
    int[] keptDims = dims.clone();
    int[] reducedDims = dims.clone();
    for (int axis = 0; axis < dims.length; axis++) {
      (op.axes().contains(axis) ? keptDims : reducedDims)[axis] = 1;
    }
    int[] places = Offsets.of(reducedDims, 0, all);
    return Arrays.stream(Offsets.of(keptDims, 0, all))
        .mapToDouble(
            start -> {
              double[] elements = new double[places.length];
              Arrays.setAll(elements, i -> x.at(start + places[i]));
              return reduce(op.function(), elements);
            })
        .toArray();
  }

  private static double reduce(Reduce.Function function, double[] x) {
    return switch (function) {
      case SUM -> Arrays.stream(x).sum();
      case MEAN -> Arrays.stream(x).sum() / x.length;
      case MAX -> Arrays.stream(x).max().orElseThrow();
      case MIN -> Arrays.stream(x).min().orElseThrow();
      case PRODUCT -> Arrays.stream(x).reduce(1, (a, b) -> a * b);
      case L1 -> Arrays.stream(x).map(Math::abs).sum();
      case L2 -> Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
      case SUM_OF_SQUARES -> Arrays.stream(x).map(v -> v * v).sum();
      case LOG_SUM -> Math.log(Arrays.stream(x).sum());
      case LOG_SUM_EXP -> {
        double max = Arrays.stream(x).max().orElseThrow();
        yield max + Math.log(Arrays.stream(x).map(v -> Math.exp(v - max)).sum());
      }
      case FIRST_MAX -> position(x, Arrays.stream(x).max().orElseThrow(), false);
      case LAST_MAX -> position(x, Arrays.stream(x).max().orElseThrow(), true);
      case FIRST_MIN -> position(x, Arrays.stream(x).min().orElseThrow(), false);
      case LAST_MIN -> position(x, Arrays.stream(x).min().orElseThrow(), true);
    };
  }

  private static int position(double[] x, double wanted, boolean last) {
    return IntStream.range(0, x.length)
        .map(i -> last ? x.length - 1 - i : i)
        .filter(i -> x[i] == wanted)
        .findFirst()
        .orElse(0);
  }

  static double[] cumulate(Cumulate op, List<Tensor> in, TensorType out) {
    double[] values = in.get(0).toArray();
    int extent = in.get(0).dim(op.axis());
    int stride = Offsets.strides(out.shape())[op.axis()];
    for (int start : lines(out, op.axis())) {
      double running = op.product() ? 1 : 0;
      for (int i = 0; i < extent; i++) {
        int place = start + stride * (op.reverse() ? extent - 1 - i : i);
        double value = values[place];
        double next = op.product() ? running * value : running + value;
        values[place] = op.exclusive() ? running : next;
        running = next;
      }
    }
    return values;
  }

  /** Ties go to the lower position; 0 and -0 are one. */
  static double[] topK(TopK op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int stride = Offsets.strides(x.shape())[op.axis()];
    int outStride = Offsets.strides(out.shape())[op.axis()];
    int[] from = lines(x.type(), op.axis());
    int[] to = lines(out, op.axis());
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int line = 0; line < from.length; line++) {
      int start = from[line];
      Comparator<Integer> ascending =
          Comparator.comparingDouble(i -> x.at(start + i * stride) + 0.0);
      List<Integer> best =
          IntStream.range(0, x.dim(op.axis()))
              .boxed()
              .sorted(op.largest() ? ascending.reversed() : ascending)
              .limit(op.count())
              .toList();
      for (int i = 0; i < best.size(); i++) {
        int position = best.get(i);
        result[to[line] + i * outStride] =
            op.positions() ? position : x.at(start + position * stride);
      }
    }
    return result;
  }

  /** First elements of all lines along an axis. */
  private static int[] lines(TensorType type, int axis) {
    return Offsets.of(Offsets.dims(type.shape().with(axis, 1)), 0, Offsets.strides(type.shape()));
  }
}
