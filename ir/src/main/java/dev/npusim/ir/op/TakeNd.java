package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Picks slices by tuples of indices. Inputs: x; indices of ...,T where each tuple of T addresses
 * the axes of x after the {@code batchAxes} leading ones that both share. Output: the indices'
 * shape without T, then the axes of x that no tuple addresses. One move per output element.
 */
public record TakeNd(int batchAxes) implements Whole {
  public TakeNd {
    Checks.notNegative(batchAxes, "batchAxes");
  }

  @Override
  public String kind() {
    return "take_nd";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    Shape x = inputs.get(0).shape();
    Shape indices = inputs.get(1).shape();
    Checks.require(indices.rank() > batchAxes, "indices of " + indices);
    long addressed = batchAxes + indices.dim(-1);
    Checks.require(addressed <= x.rank(), "tuples of " + indices.dim(-1) + " indices into " + x);
    ImmutableLongArray dims =
        ImmutableLongArray.builder()
            .addAll(indices.dims().subArray(0, indices.rank() - 1))
            .addAll(x.dims().subArray((int) addressed, x.rank()))
            .build();
    return ImmutableList.of(
        new TensorType(new Shape(dims), inputs.get(0).dataType(), Layout.ROW_MAJOR));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements();
  }
}
