package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * Rotary position embedding of every head. Inputs: x of B,S,heads*headDim; cosines and sines of S,R
 * with R at most headDim: the first R elements of a head are rotated, the others pass. Output: of
 * x's type. Per element one multiplication and one multiply-add with the rotated partner; those
 * that pass take as long.
 *
 * @param interleaved whether neighbours 2i and 2i + 1 turn together, as in GPT-J; else element i of
 *     the first half with element i of the second
 */
public record Rope(int heads, boolean interleaved) implements VectorOperation {
  public Rope {
    Checks.positive(heads, "heads");
  }

  /** Halves turn together. */
  public Rope(int heads) {
    this(heads, false);
  }

  @Override
  public String kind() {
    return "rope";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 3, 3);
    TensorType x = inputs.get(0);
    Checks.require(x.columns() % heads == 0, x.columns() + " columns in " + heads + " heads");
    for (TensorType table : inputs.subList(1, 3)) {
      Checks.require(
          table.columns() <= x.columns() / heads && x.rows() % table.rows() == 0,
          "a rotary table of " + table.shape() + " for " + x.shape() + " in " + heads + " heads");
    }
    return ImmutableList.of(x);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * 2;
  }
}
