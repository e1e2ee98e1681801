package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Unary;
import java.util.Arrays;
import java.util.List;

/** Functions of one element, as {@link Unary.Function} defines them. */
final class UnaryKernel {
  private UnaryKernel() {}

  static double[] compute(Unary op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    return Arrays.stream(x.values())
        .map(value -> apply(op.function(), value, op.alpha(), op.beta()))
        .toArray();
  }

  static double apply(Unary.Function function, double x, double alpha, double beta) {
    return switch (function) {
      case CLIP -> Math.min(Math.max(x, alpha), beta);
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x < 0 ? alpha * x : x;
      case THRESHOLDED_RELU -> x > alpha ? x : 0;
      case ABS -> Math.abs(x);
      case NEGATE -> -x;
      case SIGN -> Math.signum(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case ERF -> Erf.of(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case ASINH -> Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
      case ACOSH -> Math.log(x + Math.sqrt(x * x - 1));
      case ATANH -> (Math.log1p(x) - Math.log1p(-x)) / 2;
      case TANH -> Math.tanh(x);
      case SQRT -> Math.sqrt(x);
      case RECIPROCAL -> 1 / x;
      case SCALE -> alpha * x + beta;
      case SIGMOID -> sigmoid(x);
      case SILU -> x * sigmoid(x);
      case GELU -> x * 0.5 * (1 + Erf.of(x / Math.sqrt(2)));
      case GELU_TANH ->
          x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case QUICK_GELU -> x * sigmoid(alpha * x);
      case HARD_SWISH -> x * clamp(x / 6 + 0.5);
      case HARD_SIGMOID -> clamp(alpha * x + beta);
      case ELU -> x < 0 ? alpha * Math.expm1(x) : x;
      case SELU -> beta * (x < 0 ? alpha * Math.expm1(x) : x);
      case CELU -> x < 0 ? alpha * Math.expm1(x / alpha) : x;
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case MISH -> x * Math.tanh(softplus(x));
      case SHRINK -> x < -alpha ? x + beta : x > alpha ? x - beta : 0;
      case POWER -> Math.pow(x, alpha);
      case NOT -> x == 0 ? 1 : 0;
      case BITWISE_NOT -> ~(long) x;
      case IS_NAN -> Double.isNaN(x) ? 1 : 0;
      case IS_INFINITE -> Double.isInfinite(x) && (x < 0 ? alpha : beta) != 0 ? 1 : 0;
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** log(1 + exp(x)) without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double clamp(double x) {
    return Math.min(Math.max(x, 0), 1);
  }
}
