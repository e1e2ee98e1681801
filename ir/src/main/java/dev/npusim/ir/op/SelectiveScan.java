package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * The selective state space recurrence of Mamba (A. Gu, T. Dao, "Mamba: Linear-Time Sequence
 * Modeling with Selective State Spaces", 2023, algorithm 2), with D channels of N states each:
 *
 * <pre>
 *   h[t] = exp(delta[t] A) h[t-1] + delta[t] B[t] x[t]        per channel and state
 *   y[t] = sum over the states of C[t] h[t] + D x[t]          per channel
 * </pre>
 *
 * Inputs, row-major, for L tokens: x of B,L,D; delta, the positive step sizes, of B,L,D; A, the
 * negative decay rates, of N,D; B and C of B,L,N; the skip D of D; optionally the state before the
 * first token of B,N,D (zero without it). Output: the results of all tokens and the state after the
 * last, one below the other: B*L rows of y, then B*N rows of the state, D columns. {@link Slice}
 * and {@link Reshape} take them apart.
 *
 * <p>Channels do not meet: part of the channels needs x, delta and state of those channels, and all
 * of B and C. Tokens follow each other: a part always has all tokens.
 */
public record SelectiveScan() implements VectorOperation {
  /**
   * Lane operations per token, channel and state: the authors' figure for the parallel scan
   * (state-spaces/mamba, issue 110), discretization and the sum over the states included.
   */
  public static final int STATE_LANE_OPS = 9;

  @Override
  public String kind() {
    return "selective_scan";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 6, 7);
    TensorType x = inputs.get(0);
    Checks.rank(x, 3, "x");
    Checks.rank(inputs.get(2), 2, "A");
    long batch = x.shape().dim(0);
    long tokens = x.shape().dim(1);
    long channels = x.shape().dim(2);
    long states = inputs.get(2).shape().dim(0);
    is("delta", inputs.get(1), batch, tokens, channels);
    is("A", inputs.get(2), states, channels);
    is("B", inputs.get(3), batch, tokens, states);
    is("C", inputs.get(4), batch, tokens, states);
    is("D", inputs.get(5), channels);
    if (inputs.size() == 7) {
      is("the state", inputs.get(6), batch, states, channels);
    }
    return ImmutableList.of(x.withShape(Shape.of(batch * (tokens + states), channels)));
  }

  private static void is(String what, TensorType type, long... dims) {
    Shape expected = Shape.of(dims);
    Checks.require(
        type.shape().equals(expected), what + " must be " + expected + ", not " + type.shape());
  }

  /** {@value #STATE_LANE_OPS} per token, channel and state; one multiply-add with D per y. */
  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    long states = inputs.get(2).shape().dim(0);
    return Math.multiplyExact(inputs.get(0).elements(), STATE_LANE_OPS * states + 1);
  }

  /** {@value #STATE_LANE_OPS} per token, channel and state: without the skip D. */
  public long recurrenceLaneOps(ImmutableList<TensorType> inputs) {
    long states = inputs.get(2).shape().dim(0);
    return Math.multiplyExact(inputs.get(0).elements(), STATE_LANE_OPS * states);
  }

  /** The results of all tokens: y of B,L,D. */
  public TensorType result(ImmutableList<TensorType> inputs) {
    return inputs.get(0);
  }

  /** The state after the last token: B,N,D. */
  public TensorType state(ImmutableList<TensorType> inputs) {
    TensorType x = inputs.get(0);
    TensorType decay = inputs.get(2);
    return x.withShape(Shape.of(x.shape().dim(0), decay.shape().dim(0), x.shape().dim(2)));
  }
}
