package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * What a causal mask leaves of attention: the last query sees every key, each before it one less,
 * and with a sliding window none more than that many.
 */
public final class VisibleKeys {
  private VisibleKeys() {}

  /**
   * Pairs of a query and a key it sees: {@code q (2 kv - q + 1) / 2} for {@code q <= kv}. Queries
   * before the first key see nothing.
   *
   * @param queries at the end of the sequence
   * @param keys of the whole sequence
   */
  public static long pairs(long queries, long keys) {
    long seeing = Math.min(queries, keys);
    return Math.multiplyExact(seeing, 2 * keys - seeing + 1) / 2;
  }

  /**
   * The same where a query sees no more than {@code window} keys, its own the last: {@code window}
   * pairs for each query behind the first {@code window} keys, and the triangle before.
   *
   * @param window 0 for none
   */
  public static long pairs(long queries, long keys, long window) {
    long seeing = Math.min(queries, keys);
    long full = window == 0 ? 0 : Math.min(seeing, Math.max(0, keys - window));
    return Math.addExact(Math.multiplyExact(full, window), pairs(seeing - full, keys - full));
  }

  /**
   * Multiply-accumulates of {@code attention} for visible keys only: headDim + valueDim for each
   * pair, head and batch. The full square where there is no causal mask.
   *
   * @param inputs types of q, k and v
   */
  public static long macs(Attention attention, ImmutableList<TensorType> inputs) {
    if (!attention.causal()) {
      return attention.macs(inputs);
    }
    Shape q = inputs.get(0).shape();
    long pairs = pairs(q.dim(1), inputs.get(1).shape().dim(1), attention.window());
    long perPair = (long) attention.headDim() + attention.valueDim();
    return Math.multiplyExact(Math.multiplyExact(q.dim(0) * attention.heads(), perPair), pairs);
  }
}
