package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * Moves elements into another stored order: a transpose, or a reshape that does not keep the stored
 * order (flattening an image in its logical order). Input: x. Output: {@code target}, with as many
 * elements. One move per element; for what only changes how stored elements are seen, use {@link
 * Reshape}.
 */
public record Permute(TensorType target) implements VectorOperation {
  @Override
  public String kind() {
    return "permute";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Checks.require(
        inputs.get(0).elements() == target.elements(),
        inputs.get(0).shape() + " cannot become " + target.shape());
    return ImmutableList.of(target);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return target.elements();
  }
}
