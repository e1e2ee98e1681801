package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.TensorType;

/**
 * Picks single elements along one axis: {@code out[..i..] = x[..indices[..i..]..]}. Inputs: x;
 * indices of x's rank, negative ones counted from the end. Output: of the indices' shape. One move
 * per output element.
 */
public record TakeElements(int axis) implements Whole {
  public TakeElements {
    Checks.notNegative(axis, "axis");
  }

  @Override
  public String kind() {
    return "take_elements";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    Checks.rank(inputs.get(1), inputs.get(0).shape().rank(), "the indices");
    Checks.require(axis < inputs.get(0).shape().rank(), "axis " + axis);
    return ImmutableList.of(
        new TensorType(inputs.get(1).shape(), inputs.get(0).dataType(), Layout.ROW_MAJOR));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(1).elements();
  }
}
