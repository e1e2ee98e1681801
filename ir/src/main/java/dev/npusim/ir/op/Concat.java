package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * Tensors side by side along one axis. Inputs: two or more that agree in every other axis. Nothing
 * is copied: readers read the parts. Appending to a KV cache is this, along the tokens, with the
 * new part a graph output.
 *
 * @param axis counted from 0
 */
public record Concat(int axis) implements View {
  public Concat {
    Checks.notNegative(axis, "axis");
  }

  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.require(inputs.size() >= 1, "nothing to concatenate");
    TensorType first = inputs.get(0);
    Checks.require(axis < first.shape().rank(), "axis " + axis + " of " + first.shape());
    long extent = 0;
    for (TensorType input : inputs) {
      Checks.require(
          input.shape().rank() == first.shape().rank()
              && input.layout() == first.layout()
              && input.shape().with(axis, 1).equals(first.shape().with(axis, 1)),
          first.shape() + " and " + input.shape() + " do not join at axis " + axis);
      extent += input.shape().dim(axis);
    }
    return ImmutableList.of(first.withShape(first.shape().with(axis, extent)));
  }
}
