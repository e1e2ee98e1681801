package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * One of two elements, as a condition says. Inputs: condition (truth values), a, b, broadcast
 * against each other. Output: the broadcast shape with a's element type. One lane operation per
 * output element.
 */
public record Select() implements Broadcasting {
  @Override
  public String kind() {
    return "select";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 3, 3);
    return ImmutableList.of(Broadcasting.join(inputs).withDataType(inputs.get(1).dataType()));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements();
  }
}
