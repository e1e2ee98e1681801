package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * Surrounds a tensor with a constant. Input: x. Output: {@code target}, at least as large. One move
 * per element.
 */
public record Pad(TensorType target) implements VectorOperation {
  @Override
  public String kind() {
    return "pad";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Checks.require(
        inputs.get(0).shape().rank() == target.shape().rank(),
        inputs.get(0).shape() + " cannot be padded to " + target.shape());
    return ImmutableList.of(target);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return target.elements();
  }
}
