package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/** Softmax over the last axis. Input: x, row-major. Output: of the same type. */
public record Softmax() implements VectorOperation {
  @Override
  public String kind() {
    return "softmax";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    return inputs;
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * Attention.SOFTMAX_LANE_OPS;
  }
}
