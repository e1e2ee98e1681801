package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * Scaled dot-product attention over all heads: softmax(cap(Q K^T * scale) + mask) V. Inputs, all
 * row-major with the heads side by side in the last axis: q of B,Sq,heads*headDim; k of
 * B,Skv,kvHeads*headDim; v of B,Skv,kvHeads*valueDim; optionally a mask that broadcasts to
 * B,heads,Sq,Skv, added to the scores or, as truth values, saying which keys count. Output:
 * B,Sq,heads*valueDim. {@code heads / kvHeads} query heads share one key/value head.
 *
 * <p>A causal query sees the keys up to its own position, where the last query stands at the last
 * key; with a window only the last {@code window} of these, its own among them.
 *
 * <p>MACs count the full square of scores also under a causal mask and a window.
 *
 * @param scale factor of the scores
 * @param softcap scores s become softcap * tanh(s / softcap); 0 leaves them as they are
 * @param window keys that a causal query sees at most; 0 for all up to its own
 */
public record Attention(
    int heads,
    int kvHeads,
    int headDim,
    int valueDim,
    boolean causal,
    double scale,
    double softcap,
    long window)
    implements Contraction {
  public Attention {
    Checks.positive(heads, "heads");
    Checks.positive(kvHeads, "kvHeads");
    Checks.positive(headDim, "headDim");
    Checks.positive(valueDim, "valueDim");
    Checks.require(heads % kvHeads == 0, heads + " heads over " + kvHeads + " key/value heads");
    Checks.notNegative(window, "window");
    Checks.require(window == 0 || causal, "a window of " + window + " without a causal mask");
  }

  /** Without a window. */
  public Attention(
      int heads,
      int kvHeads,
      int headDim,
      int valueDim,
      boolean causal,
      double scale,
      double softcap) {
    this(heads, kvHeads, headDim, valueDim, causal, scale, softcap, 0);
  }

  /** With the usual scale, 1 / sqrt(headDim), and no cap. */
  public Attention(int heads, int kvHeads, int headDim, int valueDim, boolean causal) {
    this(heads, kvHeads, headDim, valueDim, causal, 1 / Math.sqrt(headDim), 0);
  }

  /** Lane operations per score: maximum, subtract, exponential, sum, scale. */
  public static final int SOFTMAX_LANE_OPS = 5;

  /** Multiply, tanh, multiply. */
  private static final int SOFTCAP_LANE_OPS = 3;

  /** Lane operations per score, from the sum of products to the probability. */
  public int scoreLaneOps() {
    return SOFTMAX_LANE_OPS + (softcap == 0 ? 0 : SOFTCAP_LANE_OPS);
  }

  /**
   * Lane operations per row when another block of keys may have raised its maximum: subtract and
   * exponential of the maxima, multiply and add of the sum (FlashAttention-2, Dao, 2023, algorithm
   * 1, line 9).
   */
  private static final int STATISTICS_LANE_OPS = 4;

  /**
   * Lane operations that bring the running outputs of {@code rows} rows of one head, and their
   * sums, to a new maximum: one multiplication per element (line 10) beside those of the row.
   */
  public static long rescaleLaneOps(long rows, long valueDim) {
    return rows * (valueDim + STATISTICS_LANE_OPS);
  }

  @Override
  public String kind() {
    return "attention";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 3, 4);
    Shape q = inputs.get(0).shape();
    Shape k = inputs.get(1).shape();
    Shape v = inputs.get(2).shape();
    for (TensorType input : inputs.subList(0, 3)) {
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
    if (inputs.size() == 4) {
      TensorType scores =
          new TensorType(
              Shape.of(q.dim(0), heads, q.dim(1), k.dim(1)),
              inputs.get(0).dataType(),
              Layout.ROW_MAJOR);
      TensorType mask = inputs.get(3);
      Checks.require(
          Broadcasting.join(ImmutableList.of(scores, mask)).shape().equals(scores.shape()),
          "a mask of " + mask.shape() + " for scores of " + scores.shape());
    }
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
