package dev.npusim.ir.reference;

import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Binary;
import java.util.List;

/** Functions of two elements, as {@link Binary.Function} defines them. */
final class BinaryKernel {
  private BinaryKernel() {}

  static double[] compute(Binary op, List<Tensor> in, TensorType out) {
    Shape shape = out.shape();
    double[] a = Offsets.pick(in.get(0).values(), Offsets.broadcast(in.get(0).shape(), shape));
    double[] b = Offsets.pick(in.get(1).values(), Offsets.broadcast(in.get(1).shape(), shape));
    for (int i = 0; i < a.length; i++) {
      a[i] = apply(op.function(), a[i], b[i]);
    }
    return a;
  }

  private static double apply(Binary.Function function, double a, double b) {
    return switch (function) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> Math.pow(a, b);
      case MINIMUM -> Math.min(a, b);
      case MAXIMUM -> Math.max(a, b);
      case MODULO -> a - b * Math.floor(a / b);
      case REMAINDER -> a % b;
      case PRELU -> a < 0 ? a * b : a;
      case EQUAL -> truth(a == b);
      case LESS -> truth(a < b);
      case LESS_OR_EQUAL -> truth(a <= b);
      case GREATER -> truth(a > b);
      case GREATER_OR_EQUAL -> truth(a >= b);
      case AND -> truth(a != 0 && b != 0);
      case OR -> truth(a != 0 || b != 0);
      case XOR -> truth((a != 0) != (b != 0));
      case BITWISE_AND -> (long) a & (long) b;
      case BITWISE_OR -> (long) a | (long) b;
      case BITWISE_XOR -> (long) a ^ (long) b;
      case SHIFT_LEFT -> (long) a << (long) b;
      case SHIFT_RIGHT -> (long) a >> (long) b;
    };
  }

  private static double truth(boolean condition) {
    return condition ? 1 : 0;
  }
}
