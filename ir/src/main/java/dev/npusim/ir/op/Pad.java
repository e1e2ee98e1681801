package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Surrounds a tensor. Input: x. Output: {@code target} in x's layout, at least as large. One move
 * per element.
 *
 * @param target type of the result, but for its layout
 * @param before new elements in front, per axis
 * @param value what CONSTANT fills in
 */
public record Pad(TensorType target, ImmutableList<Integer> before, Fill fill, double value)
    implements VectorOperation {
  /** What the new elements hold. */
  public enum Fill {
    CONSTANT,
    /** Mirrored at the edge element, which is not repeated. */
    REFLECT,
    /** The edge element. */
    EDGE,
    /** As if the tensor repeated. */
    WRAP
  }

  @Override
  public String kind() {
    return "pad";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Shape x = inputs.get(0).shape();
    boolean fits = x.rank() == target.shape().rank() && x.rank() == before.size();
    for (int axis = 0; fits && axis < x.rank(); axis++) {
      fits = before.get(axis) >= 0 && before.get(axis) + x.dim(axis) <= target.shape().dim(axis);
    }
    Checks.require(fits, x + " cannot be padded by " + before + " to " + target.shape());
    return ImmutableList.of(
        new TensorType(target.shape(), target.dataType(), inputs.get(0).layout()));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return target.elements();
  }
}
