package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * The same stored elements in the same stored order under another type. Between an image N,C,H,W
 * and tokens N,HW,C this is exactly the pair of reshape and transpose that models write. Input: x.
 * Output: {@code target}.
 */
public record Reshape(TensorType target) implements View {
  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Checks.require(
        inputs.get(0).elements() == target.elements(),
        inputs.get(0).shape() + " cannot become " + target.shape());
    return ImmutableList.of(target);
  }
}
