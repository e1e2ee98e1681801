package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.Arrays;

/**
 * Picks rows of a table: an embedding. Inputs: indices of any shape; table V,D (only the picked
 * rows are read). Output: indices' shape with D appended. One move per output element.
 */
public record Gather() implements VectorOperation {
  @Override
  public String kind() {
    return "gather";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    Checks.rank(inputs.get(1), 2, "the table");
    Shape indices = inputs.get(0).shape();
    long[] dims = Arrays.copyOf(indices.dims().toArray(), indices.rank() + 1);
    dims[indices.rank()] = inputs.get(1).shape().dim(1);
    return ImmutableList.of(
        new TensorType(Shape.of(dims), inputs.get(1).dataType(), Layout.ROW_MAJOR));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements();
  }
}
