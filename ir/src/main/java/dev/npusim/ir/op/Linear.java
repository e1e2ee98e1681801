package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * A matrix product with a weight. Inputs: x of ...,K; weight N,K (output features first, however
 * the file stores it); optionally a bias of N. Output: ...,N.
 */
public record Linear() implements Contraction {
  @Override
  public String kind() {
    return "linear";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 3);
    TensorType x = inputs.get(0);
    TensorType w = inputs.get(1);
    Checks.rank(w, 2, "the weight");
    Checks.require(
        x.shape().rank() >= 1 && x.shape().dim(-1) == w.shape().dim(1),
        "weight " + w.shape() + " does not fit an input of " + x.shape());
    if (inputs.size() == 3) {
      Checks.require(
          inputs.get(2).elements() == w.shape().dim(0), "bias of " + inputs.get(2).shape());
    }
    return ImmutableList.of(x.withShape(x.shape().with(-1, w.shape().dim(0))));
  }

  @Override
  public ImmutableList<LoopNest> loopNests(ImmutableList<TensorType> inputs) {
    TensorType x = inputs.get(0);
    long k = x.shape().dim(-1);
    return ImmutableList.of(
        new LoopNest.Matrix(1, x.elements() / k, inputs.get(1).shape().dim(0), k));
  }
}
