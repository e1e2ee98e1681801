package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.TensorType;

/**
 * The same numbers in another element type; to whole numbers towards zero, to truth values by
 * comparing with 0. Input: x. Output: x's shape and layout. One lane operation per element.
 */
public record Cast(DataType dataType) implements Elementwise {
  @Override
  public String kind() {
    return "cast";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    return ImmutableList.of(inputs.get(0).withDataType(dataType));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements();
  }
}
