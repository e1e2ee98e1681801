package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.npu.hardware.Npu;
import java.util.Locale;

/**
 * One attention: per key/value head, {@code sharing} query heads of {@code queries} x {@code
 * headDim} against {@code keys} x {@code headDim} keys and {@code keys} x {@code valueDim} values.
 * What is not resident starts and ends in DRAM.
 *
 * @param kvHeads key/value heads of the whole batch
 * @param sharing query heads that share a key/value head
 * @param causal a query sees the keys up to its own position, where the last query stands at the
 *     last key
 * @param scoreLaneOps lane operations from a sum of products to a probability, see {@link
 *     Attention#scoreLaneOps}
 * @param bits width of q, k, v, stored scores, probabilities and output
 * @param format number format of the MACs
 * @param resident operands (of queries, keys, values and output) that are in SRAM as a whole before
 *     and after: they are not streamed, and the SRAM they take is not this attention's
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
    String format,
    ImmutableSet<AttentionOperand> resident) {
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

  /** Everything streamed. */
  public AttentionProblem(
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
    this(
        name,
        kvHeads,
        sharing,
        queries,
        keys,
        headDim,
        valueDim,
        causal,
        scoreLaneOps,
        bits,
        format,
        ImmutableSet.of());
  }

  boolean streams(AttentionOperand operand) {
    return !resident.contains(operand);
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

  /**
   * The attention of a graph as programs run it: every score, masked or not. Without a name, so
   * that equal problems are equal.
   */
  public static AttentionProblem ofProgram(
      Attention op,
      ImmutableList<TensorType> inputs,
      Precision precision,
      ImmutableSet<AttentionOperand> resident) {
    AttentionProblem all = of("attention", op, inputs, precision);
    return new AttentionProblem(
        all.name,
        all.kvHeads,
        all.sharing,
        all.queries,
        all.keys,
        all.headDim,
        all.valueDim,
        false,
        all.scoreLaneOps,
        all.bits,
        all.format,
        resident);
  }

  /** What the smallest blocks need, for a chip on which they do not fit. */
  public String tooSmall(Npu npu) {
    TileVisits tiles = TileVisits.of(this, 1, 1);
    Footprint least = Footprint.of(this, Order.QUERIES_OUTER, false, 1, tiles);
    return String.format(
        Locale.ROOT,
        "blocks of one query and one key need %,d B of SRAM and %,d B of the accumulator; %s has"
            + " %,d B and %,d B",
        least.sramBytes(),
        least.accumulatorBytes(),
        npu.name(),
        npu.sram().sizeBytes(),
        npu.accumulator().sizeBytes());
  }

  /** Multiply-accumulates of both products over the full square of scores, masked or not. */
  public long macs() {
    return heads() * queries * keys * (headDim + valueDim);
  }
}
