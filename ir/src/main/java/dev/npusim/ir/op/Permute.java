package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.stream.IntStream;

/**
 * Moves elements into another stored order: a transpose, or a reshape that does not keep the stored
 * order (flattening an image in its logical order). Input: x. Output: {@code target}, with as many
 * elements. One move per element; for what only changes how stored elements are seen, use {@link
 * Reshape}.
 *
 * @param target type of the result
 * @param factors extents, outermost first, that the stored sequence of x is split into
 * @param order the stored sequence of the result has factor {@code order[i]} at place i
 */
public record Permute(TensorType target, ImmutableLongArray factors, ImmutableList<Integer> order)
    implements VectorOperation {
  public Permute {
    Checks.require(
        factors.length() == order.size()
            && IntStream.range(0, order.size()).allMatch(order::contains),
        "an order " + order + " of the factors " + factors);
    Checks.require(
        new Shape(factors).elements() == target.elements(),
        "factors " + factors + " for " + target.shape());
  }

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
