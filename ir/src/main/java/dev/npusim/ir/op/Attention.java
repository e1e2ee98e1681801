package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Scaled dot-product attention over all heads: softmax(Q K^T * scale) V. Inputs, all row-major with
 * the heads side by side in the last axis: q of B,Sq,heads*headDim; k of B,Skv,kvHeads*headDim; v
 * of B,Skv,kvHeads*valueDim. Output: B,Sq,heads*valueDim. {@code heads / kvHeads} query heads share
 * one key/value head.
 *
 * <p>MACs count the full square of scores also under a causal mask.
 */
public record Attention(int heads, int kvHeads, int headDim, int valueDim, boolean causal)
    implements Contraction {
  public Attention {
    Checks.positive(heads, "heads");
    Checks.positive(kvHeads, "kvHeads");
    Checks.positive(headDim, "headDim");
    Checks.positive(valueDim, "valueDim");
    Checks.require(heads % kvHeads == 0, heads + " heads over " + kvHeads + " key/value heads");
  }

  /** Lane operations per score: maximum, subtract, exponential, sum, scale. */
  public static final int SOFTMAX_LANE_OPS = 5;

  @Override
  public String kind() {
    return "attention";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 3, 3);
    Shape q = inputs.get(0).shape();
    Shape k = inputs.get(1).shape();
    Shape v = inputs.get(2).shape();
    for (TensorType input : inputs) {
      Checks.rank(input, 3, "q, k and v");
    }
    Checks.require(
        q.dim(0) == k.dim(0) && k.dim(0) == v.dim(0) && k.dim(1) == v.dim(1),
        "q " + q + ", k " + k + " and v " + v);
    Checks.require(
        q.dim(2) == (long) heads * headDim
            && k.dim(2) == (long) kvHeads * headDim
            && v.dim(2) == (long) kvHeads * valueDim,
        "q "
            + q
            + ", k "
            + k
            + " and v "
            + v
            + " for "
            + heads
            + " heads of "
            + headDim
            + " over "
            + kvHeads
            + " key/value heads");
    return ImmutableList.of(
        inputs.get(0).withShape(Shape.of(q.dim(0), q.dim(1), (long) heads * valueDim)));
  }

  /** Scores, then values; the batch of each is B * heads. */
  @Override
  public ImmutableList<LoopNest> loopNests(ImmutableList<TensorType> inputs) {
    Shape q = inputs.get(0).shape();
    long keys = inputs.get(1).shape().dim(1);
    long batch = q.dim(0) * heads;
    return ImmutableList.of(
        new LoopNest.Matrix(batch, q.dim(1), keys, headDim),
        new LoopNest.Matrix(batch, q.dim(1), valueDim, keys));
  }
}
