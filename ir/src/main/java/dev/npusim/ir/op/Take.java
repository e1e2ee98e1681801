package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Picks slices along one axis by index. Inputs: x; indices of any shape, negative ones counted from
 * the end. Output: x's shape with the indices' extents in place of {@code axis}, in x's layout
 * where the number of axes stays. One move per output element.
 */
public record Take(int axis) implements Whole {
  public Take {
    Checks.notNegative(axis, "axis");
  }

  @Override
  public String kind() {
    return "take";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    Shape x = inputs.get(0).shape();
    Checks.require(axis < x.rank(), "axis " + axis + " of " + x);
    ImmutableLongArray dims =
        ImmutableLongArray.builder()
            .addAll(x.dims().subArray(0, axis))
            .addAll(inputs.get(1).shape().dims())
            .addAll(x.dims().subArray(axis + 1, x.rank()))
            .build();
    boolean sameAxes = inputs.get(1).shape().rank() == 1;
    Layout layout = sameAxes ? inputs.get(0).layout() : Layout.ROW_MAJOR;
    return ImmutableList.of(new TensorType(new Shape(dims), inputs.get(0).dataType(), layout));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements();
  }
}
