package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * Running sums (or products) along an axis. Input: x. Output: of x's type. One lane operation per
 * element.
 *
 * @param exclusive the element itself does not count
 * @param reverse from the end
 */
public record Cumulate(int axis, boolean product, boolean exclusive, boolean reverse)
    implements Whole {
  public Cumulate {
    Checks.notNegative(axis, "axis");
  }

  @Override
  public String kind() {
    return "cumulate";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Checks.require(
        axis < inputs.get(0).shape().rank(), "axis " + axis + " of " + inputs.get(0).shape());
    return inputs;
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements();
  }
}
