package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Operation;

/** What one logical node does. */
public sealed interface Step {
  /** An operation on tensors in logical order. */
  record Apply(Operation op) implements Step {}

  /** The same elements in the same logical order under other extents. */
  record Regroup(Shape shape) implements Step {}

  /**
   * Axis {@code i} of the result is axis {@code axes[i]} of the input.
   *
   * @param axes a permutation
   */
  record Transpose(ImmutableList<Integer> axes) implements Step {}

  /** True for steps that compute nothing. */
  default boolean isRearrangement() {
    return this instanceof Regroup || this instanceof Transpose;
  }
}
