package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/** A function of one element. Input: x. Output: of the same type. */
public record Unary(Function function) implements Pointwise {
  /** The functions and their lane operations per element. */
  public enum Function {
    /** Two comparisons fused into a clamp. */
    CLIP(1),
    RELU(1),
    /** multiply, maximum. */
    LEAKY_RELU(2),
    ABS(1),
    NEGATE(1),
    EXP(1),
    LOG(1),
    ERF(1),
    SIN(1),
    COS(1),
    TANH(1),
    SQRT(1),
    RECIPROCAL(1),
    /** Conversion of the element type, or a scale by a constant. */
    SCALE(1),
    /** exp, add, reciprocal. */
    SIGMOID(3),
    /** exp, add, log. */
    SOFTPLUS(3),
    /** sigmoid, multiply. */
    SILU(4),
    /** x/sqrt(2), erf, +1, *x, *0.5 . */
    GELU(5),
    /** Cubic polynomial (3), tanh, +1, *x, *0.5 . */
    GELU_TANH(7),
    /** sigmoid(1.702 x) * x . */
    QUICK_GELU(5),
    /** add, clamp, multiply. */
    HARD_SWISH(4),
    /** multiply-add, clamp. */
    HARD_SIGMOID(2),
    /** Repeated multiplication or log, multiply, exp. */
    POWER(3);

    private final int laneOps;

    Function(int laneOps) {
      this.laneOps = laneOps;
    }

    public int laneOps() {
      return laneOps;
    }
  }

  @Override
  public String kind() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    return inputs;
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * function.laneOps();
  }
}
