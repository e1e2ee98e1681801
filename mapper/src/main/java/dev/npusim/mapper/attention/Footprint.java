package dev.npusim.mapper.attention;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.attention.AttentionNest.Order;

/**
 * Bytes on the chip. What changes while it is used has two buffers, one filled or emptied while the
 * other is worked on.
 *
 * @param sram by operand, indexed by {@link AttentionOperand#ordinal}
 * @param accumulator likewise
 */
record Footprint(long[] sram, long[] accumulator) {
  /** The maximum and the sum of a row, kept with its running output. */
  static final int STATISTICS = 2;

  private static final int OPERANDS = AttentionOperand.values().length;

  static Footprint of(AttentionProblem p, Order order, boolean held, long heads, TileVisits tiles) {
    long[] sram = new long[OPERANDS];
    long[] accumulator = new long[OPERANDS];
    long headBlocks = (p.sharing() + heads - 1) / heads;
    long rowBlocks = p.kvHeads() * headBlocks * tiles.rowBlocks();
    long blocks = rowBlocks * tiles.keyBlocks();
    long rows = heads * tiles.rows();
    long block = rows * tiles.keys();
    long state = rows * (p.valueDim() + STATISTICS) * Precision.PARTIAL_SUM_BYTES;
    put(
        accumulator,
        AttentionOperand.SCORES,
        buffers(blocks) * block * Precision.PARTIAL_SUM_BYTES);
    if (order == Order.UNFUSED) {
      return unfused(p, held, tiles, rows, accumulator);
    }
    put(accumulator, AttentionOperand.STATE, buffers(rowBlocks) * state);
    put(sram, AttentionOperand.PROBABILITIES, buffers(blocks) * bytes(p, block));
    put(sram, AttentionOperand.OUTPUT, buffers(rowBlocks) * bytes(p, rows * p.valueDim()));
    if (order == Order.QUERIES_OUTER) {
      put(sram, AttentionOperand.QUERIES, buffers(rowBlocks) * bytes(p, rows * p.headDim()));
      long count = held ? buffers(p.kvHeads()) : buffers(p.kvHeads() * tiles.keyBlocks());
      long keys = held ? p.keys() : tiles.keys();
      put(sram, AttentionOperand.KEYS, count * bytes(p, keys * p.headDim()));
      put(sram, AttentionOperand.VALUES, count * bytes(p, keys * p.valueDim()));
    } else {
      long count = buffers(p.kvHeads() * tiles.keyBlocks());
      put(sram, AttentionOperand.KEYS, count * bytes(p, tiles.keys() * p.headDim()));
      put(sram, AttentionOperand.VALUES, count * bytes(p, tiles.keys() * p.valueDim()));
      long all = p.sharing() * p.queries();
      put(
          sram,
          AttentionOperand.QUERIES,
          held
              ? buffers(p.kvHeads()) * bytes(p, all * p.headDim())
              : buffers(rowBlocks) * bytes(p, rows * p.headDim()));
      if (tiles.keyBlocks() > 1) {
        // Passing: two blocks on their way in and two on their way out.
        put(
            sram,
            AttentionOperand.STATE,
            held
                ? all * (p.valueDim() + STATISTICS) * Precision.PARTIAL_SUM_BYTES
                : 2 * buffers(rowBlocks) * state);
      }
    }
    p.resident().forEach(operand -> put(sram, operand, 0));
    return new Footprint(sram, accumulator);
  }

  /** The larger of the first and the last pass; the softmax in between takes a row at a time. */
  private static Footprint unfused(
      AttentionProblem p, boolean held, TileVisits tiles, long rows, long[] accumulator) {
    long[] scores = new long[OPERANDS];
    long[] values = new long[OPERANDS];
    long[] softmax = new long[OPERANDS];
    long keys = held ? p.keys() : tiles.keys();
    put(scores, AttentionOperand.QUERIES, 2 * bytes(p, rows * p.headDim()));
    put(scores, AttentionOperand.KEYS, 2 * bytes(p, keys * p.headDim()));
    put(scores, AttentionOperand.SCORES, 2 * bytes(p, rows * tiles.keys()));
    put(softmax, AttentionOperand.SCORES, 2 * bytes(p, p.keys()));
    put(softmax, AttentionOperand.PROBABILITIES, 2 * bytes(p, p.keys()));
    put(values, AttentionOperand.PROBABILITIES, 2 * bytes(p, rows * tiles.keys()));
    put(values, AttentionOperand.VALUES, 2 * bytes(p, keys * p.valueDim()));
    put(values, AttentionOperand.OUTPUT, 2 * bytes(p, rows * p.valueDim()));
    for (long[] pass : new long[][] {scores, values}) {
      p.resident().forEach(operand -> put(pass, operand, 0));
    }
    long[] most = total(scores) >= total(values) ? scores : values;
    most = total(softmax) > total(most) ? softmax : most;
    long state = 2 * rows * p.valueDim() * Precision.PARTIAL_SUM_BYTES;
    if (state > total(accumulator)) {
      put(accumulator, AttentionOperand.SCORES, 0);
      put(accumulator, AttentionOperand.OUTPUT, state);
    }
    return new Footprint(most, accumulator);
  }

  private static void put(long[] sizes, AttentionOperand operand, long bytes) {
    sizes[operand.ordinal()] = bytes;
  }

  private static long bytes(AttentionProblem p, long elements) {
    return (elements * p.bits() + 7) / 8;
  }

  private static long buffers(long different) {
    return different > 1 ? 2 : 1;
  }

  private static long total(long[] sizes) {
    long sum = 0;
    for (long size : sizes) {
      sum += size;
    }
    return sum;
  }

  long sramBytes() {
    return total(sram);
  }

  long accumulatorBytes() {
    return total(accumulator);
  }
}
