package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * Writes updates into a copy of a tensor. Inputs: x; indices; updates. Output: of x's type. With an
 * {@code axis} (ELEMENTS) the indices have the updates' shape and address that axis; as TUPLES
 * their last axis addresses leading axes of x. One move per element of x, one lane operation per
 * element of the updates.
 *
 * @param axis of ELEMENTS; 0 for TUPLES
 */
public record Scatter(Addressing addressing, int axis, Combination combination) implements Whole {
  /** What an index addresses. */
  public enum Addressing {
    ELEMENTS,
    TUPLES
  }

  /** What happens to the element that was there. */
  public enum Combination {
    REPLACE,
    ADD,
    MULTIPLY,
    MINIMUM,
    MAXIMUM
  }

  public Scatter {
    Checks.notNegative(axis, "axis");
  }

  @Override
  public String kind() {
    return "scatter";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 3, 3);
    return ImmutableList.of(inputs.get(0));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() + inputs.get(2).elements();
  }
}
