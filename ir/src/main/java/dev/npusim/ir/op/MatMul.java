package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * A batched product of two activations. Inputs: a of ...,M,K and b of ...,K,N (or ...,N,K when
 * {@code transposeB}) with equal leading axes. Output: ...,M,N.
 */
public record MatMul(boolean transposeB) implements Contraction {
  @Override
  public String kind() {
    return "matmul";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    Shape a = inputs.get(0).shape();
    Shape b = inputs.get(1).shape();
    Checks.require(
        a.rank() >= 2 && a.rank() == b.rank(),
        "operands of " + a + " and " + b + " differ in rank");
    for (int axis = 0; axis < a.rank() - 2; axis++) {
      Checks.require(a.dim(axis) == b.dim(axis), "operands of " + a + " and " + b);
    }
    Checks.require(
        a.dim(-1) == b.dim(transposeB ? -1 : -2),
        "operands of " + a + " and " + b + (transposeB ? " transposed" : ""));
    return ImmutableList.of(inputs.get(0).withShape(a.with(-1, b.dim(transposeB ? -2 : -1))));
  }

  @Override
  public ImmutableList<LoopNest> loopNests(ImmutableList<TensorType> inputs) {
    Shape a = inputs.get(0).shape();
    Shape b = inputs.get(1).shape();
    return ImmutableList.of(
        new LoopNest.Matrix(
            a.product(0, a.rank() - 2), a.dim(-2), b.dim(transposeB ? -2 : -1), a.dim(-1)));
  }
}
