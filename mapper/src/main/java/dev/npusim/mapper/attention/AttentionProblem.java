package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.nest.MappingException;

/**
 * One attention: per key/value head, {@code sharing} query heads of {@code queries} x {@code
 * headDim} against {@code keys} x {@code headDim} keys and {@code keys} x {@code valueDim} values.
 * All operands start and end in DRAM.
 *
 * @param kvHeads key/value heads of the whole batch
 * @param sharing query heads that share a key/value head
 * @param causal a query sees the keys up to its own position, where the last query stands at the
 *     last key
 * @param scoreLaneOps lane operations from a sum of products to a probability, see {@link
 *     Attention#scoreLaneOps}
 * @param bits width of q, k, v, stored scores, probabilities and output
 * @param format number format of the MACs
 */
public record AttentionProblem(
    String name,
    long kvHeads,
    long sharing,
    long queries,
    long keys,
    long headDim,
    long valueDim,
    boolean causal,
    int scoreLaneOps,
    int bits,
    String format) {
  /** More in one dim would overflow products of a few. */
  private static final long MOST = 1L << 24;

  public AttentionProblem {
    check(kvHeads, "kv_heads");
    check(sharing, "heads per kv_head");
    check(queries, "queries");
    check(keys, "keys");
    check(headDim, "dim");
    check(valueDim, "value_dim");
    if (causal && queries > keys) {
      throw new MappingException(
          name
              + ": causal with "
              + queries
              + " queries and "
              + keys
              + " keys: the last query stands at the last key, so the first "
              + (queries - keys)
              + " would see none");
    }
    double scores = (double) kvHeads * sharing * queries * keys;
    if (scores * Math.max(headDim, valueDim) > 1e15) {
      throw new MappingException(name + ": more than 1e15 MACs; check the dims");
    }
  }

  private static void check(long bound, String dim) {
    if (bound < 1 || bound > MOST) {
      throw new MappingException(
          "attention: " + dim + "=" + bound + ": expected a whole number from 1 to " + MOST);
    }
  }

  /** The same under another name. */
  public AttentionProblem named(String other) {
    return new AttentionProblem(
        other,
        kvHeads,
        sharing,
        queries,
        keys,
        headDim,
        valueDim,
        causal,
        scoreLaneOps,
        bits,
        format);
  }

  /** Query heads, of the whole batch. */
  public long heads() {
    return kvHeads * sharing;
  }

  /** The attention of a graph. A mask that is no causal one is read by nobody here. */
  public static AttentionProblem of(
      String name, Attention op, ImmutableList<TensorType> inputs, Precision precision) {
    Shape q = inputs.get(0).shape();
    return new AttentionProblem(
        name,
        q.dim(0) * op.kvHeads(),
        op.heads() / op.kvHeads(),
        q.dim(1),
        inputs.get(1).shape().dim(1),
        op.headDim(),
        op.valueDim(),
        op.causal(),
        op.scoreLaneOps(),
        precision.activationBits(),
        precision.activationFormat());
  }

  /** Multiply-accumulates of both products over the full square of scores, masked or not. */
  public long macs() {
    return heads() * queries * keys * (headDim + valueDim);
  }
}
