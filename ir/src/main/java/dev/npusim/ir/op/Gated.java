package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * A gated linear unit over one tensor whose last axis holds values and gate side by side. Input: x
 * of ...,2N. Output: ...,N with out[j] = x[j] * f(x[j + N]) when {@code gateSecond}, f(x[j]) * x[j
 * + N] otherwise. GEGLU of diffusers is GELU with the gate second.
 */
public record Gated(Unary.Function gate, boolean gateSecond) implements Pointwise {
  @Override
  public String kind() {
    return "gated_" + gate.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    TensorType x = inputs.get(0);
    long columns = x.columns();
    Checks.require(columns % 2 == 0, "an odd number of columns: " + x.shape());
    return ImmutableList.of(x.withShape(x.shape().with(x.columnAxis(), columns / 2)));
  }

  /** Per output element: the gate's function and one multiplication. */
  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() / 2 * (gate.laneOps() + 1);
  }
}
