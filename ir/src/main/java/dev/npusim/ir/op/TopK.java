package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * The largest (or smallest) elements along an axis, sorted. Input: x. Output: x's shape with {@code
 * count} along {@code axis}: the elements, or their positions. Lane operations: a heap of count, 1
 * + log2(count) comparisons per element of x.
 *
 * @param positions int64 positions instead of elements
 */
public record TopK(int axis, long count, boolean largest, boolean positions) implements Whole {
  public TopK {
    Checks.notNegative(axis, "axis");
    Checks.positive(count, "count");
  }

  @Override
  public String kind() {
    return "top_k";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    Shape x = inputs.get(0).shape();
    Checks.require(
        axis < x.rank() && count <= x.dim(axis), count + " of axis " + axis + " of " + x);
    return ImmutableList.of(
        new TensorType(
            x.with(axis, count),
            positions ? DataType.INT64 : inputs.get(0).dataType(),
            Layout.ROW_MAJOR));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    int depth = Long.SIZE - Long.numberOfLeadingZeros(count - 1);
    return inputs.get(0).elements() * (1 + depth);
  }
}
