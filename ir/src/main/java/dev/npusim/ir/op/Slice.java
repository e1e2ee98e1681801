package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * A contiguous part of a tensor along one axis. Input: x. Output: {@code length} elements from
 * {@code start}.
 */
public record Slice(int axis, long start, long length) implements View {
  public Slice {
    Checks.notNegative(axis, "axis");
    Checks.notNegative(start, "start");
    Checks.positive(length, "length");
  }

  @Override
  public String kind() {
    return "slice";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    TensorType x = inputs.get(0);
    Checks.require(axis < x.shape().rank(), "axis " + axis + " of " + x.shape());
    Checks.require(
        start + length <= x.shape().dim(axis),
        "elements " + start + " to " + (start + length) + " of axis " + axis + " of " + x.shape());
    return ImmutableList.of(x.withShape(x.shape().with(axis, length)));
  }
}
