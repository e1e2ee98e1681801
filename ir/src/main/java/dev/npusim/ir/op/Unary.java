package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * A function of one element. Input: x. Output: of the same type; {@link Function#isTest tests}
 * yield truth values.
 *
 * @param alpha first number of the function, as its description names it; 0 where it has none
 * @param beta second number
 */
public record Unary(Function function, double alpha, double beta) implements Elementwise {
  /** The functions and their lane operations per element. */
  public enum Function {
    /** Two comparisons fused into a clamp to alpha..beta. */
    CLIP(1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    RELU(1),
    /** alpha * x below zero: multiply, maximum. */
    LEAKY_RELU(2, 0.01, 0),
    /** x above alpha, else 0. */
    THRESHOLDED_RELU(1, 1, 0),
    ABS(1),
    NEGATE(1),
    SIGN(1),
    FLOOR(1),
    CEIL(1),
    /** To the nearest whole number, halves to the even one. */
    ROUND(1),
    EXP(1),
    LOG(1),
    ERF(1),
    SIN(1),
    COS(1),
    TAN(1),
    ASIN(1),
    ACOS(1),
    ATAN(1),
    SINH(1),
    COSH(1),
    ASINH(1),
    ACOSH(1),
    ATANH(1),
    TANH(1),
    SQRT(1),
    RECIPROCAL(1),
    /** alpha * x + beta: one multiply-add. */
    SCALE(1, 1, 0),
    /** exp, add, reciprocal. */
    SIGMOID(3),
    /** sigmoid, multiply. */
    SILU(4),
    /** x/sqrt(2), erf, +1, *x, *0.5 . */
    GELU(5),
    /** Cubic polynomial (3), tanh, +1, *x, *0.5 . */
    GELU_TANH(7),
    /** sigmoid(alpha * x) * x . */
    QUICK_GELU(5, 1.702, 0),
    /** add, clamp, multiply. */
    HARD_SWISH(4),
    /** alpha * x + beta, clamped to 0..1. */
    HARD_SIGMOID(2, 0.2, 0.5),
    /** alpha * (exp(x) - 1) below zero: exp, multiply-add, select. */
    ELU(3, 1, 0),
    /** beta * x, below zero beta * alpha * (exp(x) - 1). */
    SELU(4, 1.67326319217681884765625, 1.05070102214813232421875),
    /** alpha * (exp(x/alpha) - 1) below zero. */
    CELU(4, 1, 0),
    /** log(1 + exp(x)): exp, add, log. */
    SOFTPLUS(3),
    /** x / (1 + |x|): abs, add, reciprocal, multiply. */
    SOFTSIGN(4),
    /** x * tanh(softplus(x)). */
    MISH(5),
    /** x + beta below -alpha, x - beta above alpha, else 0. */
    SHRINK(3, 0.5, 0),
    /** x to the alpha: repeated multiplication or log, multiply, exp. */
    POWER(3, 2, 0),
    NOT(1),
    BITWISE_NOT(1),
    IS_NAN(1),
    /** Infinite; alpha = 0 ignores the negative one, beta = 0 the positive one. */
    IS_INFINITE(1, 1, 1);

    private final int laneOps;
    private final double alpha;
    private final double beta;

    Function(int laneOps) {
      this(laneOps, 0, 0);
    }

    Function(int laneOps, double alpha, double beta) {
      this.laneOps = laneOps;
      this.alpha = alpha;
      this.beta = beta;
    }

    public int laneOps() {
      return laneOps;
    }

    /** True for questions: their results are truth values. */
    public boolean isTest() {
      return this == NOT || this == IS_NAN || this == IS_INFINITE;
    }
  }

  /** With the function's usual numbers. */
  public Unary(Function function) {
    this(function, function.alpha, function.beta);
  }

  @Override
  public String kind() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    return function.isTest() ? ImmutableList.of(inputs.get(0).withDataType(DataType.BOOL)) : inputs;
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * function.laneOps();
  }
}
