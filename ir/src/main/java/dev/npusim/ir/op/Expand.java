package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Writes a tensor repeated along its axes of extent 1. Input: x. Output: x broadcast to {@code
 * dims}. One move per output element; operations that broadcast by themselves need no expansion.
 */
public record Expand(ImmutableLongArray dims) implements VectorOperation {
  @Override
  public String kind() {
    return "expand";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    TensorType x = inputs.get(0);
    Shape wanted = new Shape(dims);
    Layout layout = x.shape().rank() == wanted.rank() ? x.layout() : Layout.ROW_MAJOR;
    TensorType target = new TensorType(wanted, x.dataType(), layout);
    Checks.require(
        Broadcasting.join(ImmutableList.of(target, x)).shape().equals(wanted),
        x.shape() + " cannot be expanded to " + wanted);
    return ImmutableList.of(target);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return new Shape(dims).elements();
  }
}
