package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * A convolution along the tokens, each feature by itself, that sees no later token. Inputs: x of
 * B,S,C; weight C,1,{@code kernel}; optionally a bias of C. Output: B,T,C with T = S - {@code
 * history} and
 *
 * <pre>
 *   out[b,t,c] = bias[c] + sum over k of weight[c,0,k] * x[b, t + history - (kernel - 1) + k, c]
 * </pre>
 *
 * where x is zero before its first token. The first {@code history} tokens of x are earlier ones
 * that only later tokens look back at: none when a prompt is read, {@code kernel - 1} kept ones
 * when it goes on. MACs: {@code kernel} per output, zeros included.
 *
 * @param kernel taps
 * @param history tokens of x without an output of their own, at most {@code kernel - 1}
 */
public record CausalConvolution(int kernel, int history) implements Contraction {
  public CausalConvolution {
    Checks.positive(kernel, "kernel");
    Checks.notNegative(history, "history");
    Checks.require(history < kernel, history + " earlier tokens under " + kernel + " taps");
  }

  @Override
  public String kind() {
    return "causal_conv1d";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 3);
    TensorType x = inputs.get(0);
    Shape weight = inputs.get(1).shape();
    Checks.rank(x, 3, "the tokens");
    Checks.require(
        weight.equals(Shape.of(x.shape().dim(2), 1, kernel)),
        "weight " + weight + " of " + kernel + " taps for " + x.shape());
    Checks.require(
        x.shape().dim(1) > history, x.shape() + " with " + history + " earlier tokens in it");
    if (inputs.size() == 3) {
      Checks.require(
          inputs.get(2).elements() == x.shape().dim(2), "bias of " + inputs.get(2).shape());
    }
    return ImmutableList.of(x.withShape(x.shape().with(1, x.shape().dim(1) - history)));
  }

  @Override
  public ImmutableList<LoopNest> loopNests(ImmutableList<TensorType> inputs) {
    Shape x = inputs.get(0).shape();
    return ImmutableList.of(
        new LoopNest.Conv(x.dim(0), x.dim(2), 1, 1, x.dim(1) - history, 1, kernel, 1));
  }
}
