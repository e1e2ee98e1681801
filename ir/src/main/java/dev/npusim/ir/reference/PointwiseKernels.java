package dev.npusim.ir.reference;

import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Quantize;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Unary;
import java.util.Arrays;
import java.util.List;

/** Element by element: casts, quantization, choices and gates. */
final class PointwiseKernels {
  private PointwiseKernels() {}

  /** The executor cuts the result to its type. */
  static double[] cast(Cast op, List<Tensor> in, TensorType out) {
    return in.get(0).toArray();
  }

  static double[] quantize(Quantize op, List<Tensor> in, TensorType out) {
    return Arrays.stream(in.get(0).values())
        .map(
            x -> {
              double level = Math.rint(x / op.scale()) + op.zeroPoint();
              double clamped = Math.min(Math.max(level, op.lowest()), op.highest());
              return op.restored() ? (clamped - op.zeroPoint()) * op.scale() : clamped;
            })
        .toArray();
  }

  static double[] select(Select op, List<Tensor> in, TensorType out) {
    Shape shape = out.shape();
    int[] condition = Offsets.broadcast(in.get(0).shape(), shape);
    int[] a = Offsets.broadcast(in.get(1).shape(), shape);
    int[] b = Offsets.broadcast(in.get(2).shape(), shape);
    double[] chosen = new double[condition.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = in.get(0).at(condition[i]) != 0 ? in.get(1).at(a[i]) : in.get(2).at(b[i]);
    }
    return chosen;
  }

  static double[] gated(Gated op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int axis = x.type().columnAxis();
    int[] strides = Offsets.strides(x.shape());
    int[] first = Offsets.of(Offsets.dims(out.shape()), 0, strides);
    int half = x.dim(axis) / 2 * strides[axis];
    Unary gate = new Unary(op.gate());
    double[] result = new double[first.length];
    for (int i = 0; i < result.length; i++) {
      double plain = x.at(first[i] + (op.gateSecond() ? 0 : half));
      double gating = x.at(first[i] + (op.gateSecond() ? half : 0));
      result[i] = plain * UnaryKernel.apply(gate.function(), gating, gate.alpha(), gate.beta());
    }
    return result;
  }
}
