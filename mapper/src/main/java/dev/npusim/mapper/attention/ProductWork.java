package dev.npusim.mapper.attention;

import dev.npusim.ir.Precision;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;

/** One of the two products in one dataflow, over all blocks: cycles of the array and traffic. */
final class ProductWork {
  private static final int PARTIAL_BITS = 8 * Precision.PARTIAL_SUM_BYTES;

  final EngineTime array;
  final Ledger ledger = new Ledger();
  final Dataflow dataflow;

  /** Cycles of the first block and of the last. */
  long first;

  long last;

  private double joules = -1;

  private final Npu npu;
  private final AttentionProblem p;
  private final double rate;

  private ProductWork(Npu npu, AttentionProblem p, Dataflow dataflow) {
    this.npu = npu;
    this.p = p;
    this.dataflow = dataflow;
    this.rate = npu.array().rate(p.format());
    this.array = new EngineTime(npu, "array");
  }

  /** Scores: Q K^T, M = rows of all stacked heads, N = keys, K = headDim. */
  static ProductWork scores(Npu npu, AttentionProblem p, Blocks blocks, Dataflow dataflow) {
    ProductWork work = new ProductWork(npu, p, dataflow);
    blocks.forEach(
        (rows, keys, first, times) ->
            work.add(
                new AttentionOperand[] {
                  AttentionOperand.QUERIES, AttentionOperand.KEYS, AttentionOperand.SCORES
                },
                new long[] {rows, keys, p.headDim()},
                true,
                times));
    return work;
  }

  /** Values: P V, M = rows of all stacked heads, N = valueDim, K = keys. */
  static ProductWork values(
      Npu npu, AttentionProblem p, Blocks blocks, Dataflow dataflow, AttentionOperand sums) {
    ProductWork work = new ProductWork(npu, p, dataflow);
    blocks.forEach(
        (rows, keys, first, times) ->
            work.add(
                new AttentionOperand[] {
                  AttentionOperand.PROBABILITIES, AttentionOperand.VALUES, sums
                },
                new long[] {rows, p.valueDim(), keys},
                first,
                times));
    return work;
  }

  /** Of what crosses the ports, without MACs. */
  double joules() {
    if (joules < 0) {
      Counts counts = new Counts();
      ledger.count(counts);
      joules = counts.energy(npu.energy(), 0, 0).total();
    }
    return joules;
  }

  /** Whether it is in nothing worse, so that no blocking is better off with the other. */
  boolean covers(ProductWork other) {
    return array.busy() <= other.array.busy()
        && joules() <= other.joules()
        && lead() + first <= other.lead() + other.first
        && lead() <= other.lead()
        && tail() + last <= other.tail() + other.last
        && tail() <= other.tail();
  }

  long lead() {
    return ArrayTiming.lead(npu.array(), dataflow);
  }

  long tail() {
    return ArrayTiming.tail(npu.array(), dataflow);
  }

  private void add(AttentionOperand[] operands, long[] mnk, boolean firstSums, long times) {
    var spec = npu.array();
    long m = mnk[0];
    long n = mnk[1];
    long k = mnk[2];
    long left = p.bits() * ArrayTiming.inputReads(spec, dataflow, m, n, k);
    long right = p.bits() * ArrayTiming.weightReads(spec, dataflow, m, n, k);
    long sums = ArrayTiming.partialSums(spec, dataflow, m, n, k, 1, firstSums);
    long sumReads = (sums - (firstSums ? m * n : 0)) / 2;
    long one =
        array.add(
            times,
            ArrayTiming.busy(spec, rate, dataflow, m, n, k),
            left + right,
            sums * Precision.PARTIAL_SUM_BYTES);
    if (first == 0) {
      first = one;
    }
    last = one;
    ledger.read(AttentionLevel.SRAM, operands[0], times * left);
    ledger.read(AttentionLevel.SRAM, operands[1], times * right);
    ledger.read(AttentionLevel.ACCUMULATOR, operands[2], times * sumReads * PARTIAL_BITS);
    ledger.write(AttentionLevel.ACCUMULATOR, operands[2], times * (sums - sumReads) * PARTIAL_BITS);
  }
}
