package dev.npusim.mapper.attention;

import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;
import java.util.List;

/**
 * A stretch in which array, vector unit and DMA work side by side, each in its own order. It takes
 * as long as the slowest and what cannot overlap with it. With the array or the vector unit: the
 * first blocks have to arrive before anything starts, the vector unit waits for the first product
 * and the second product for the last probabilities, and the last output leaves at the end. With
 * the DMA engine: its first set-up, the product of the last block to arrive, its drain, and the
 * last output again.
 *
 * <p>Two cycles of waiting bound it too where running outputs are rescaled in place. Values are
 * added only to outputs that have been rescaled, and outputs are rescaled only when the values
 * before have left the array: one after the other, load and skew exposed. And with two buffers of
 * scores, those of the block after the next wait until softmax has taken these.
 */
final class Phase {
  final EngineTime vector;
  final Ledger ledger = new Ledger();
  final TransferTime transfers;

  /** Vector cycles after the last product. */
  long lastDrain;

  long laneOps;

  /** Blocks of scores. */
  long blocks;

  /** Blocks whose running outputs are rescaled in the accumulator, and the vector cycles of it. */
  long revisits;

  long rescaling;

  private final Npu npu;

  Phase(Npu npu) {
    this.npu = npu;
    this.vector = new EngineTime(npu, "vector unit");
    this.transfers = new TransferTime(npu);
  }

  /** Adds {@code times} vector instructions; returns the cycles of one. */
  long vector(long times, long ops, long sramBits, long accumulatorBytes) {
    laneOps += times * ops;
    return vector.add(times, PortTiming.vector(npu, ops), sramBits, accumulatorBytes);
  }

  /** In which data move on the bus. */
  long dmaCycles() {
    return transfers.bus(dramBits());
  }

  private long dramBits() {
    return 8 * ledger.bytes(AttentionLevel.DRAM);
  }

  /**
   * With one product at most; no dataflows take fewer.
   *
   * @param array cycles of the product at least, its first load and last skew left out
   * @param turn of these two at least
   */
  long leastCycles(long array, long turn) {
    return Math.max(
        transfers.cycles(dramBits(), turn + lastDrain),
        transfers.ends() + turn + Math.max(array + lastDrain, vector.busy()));
  }

  /** With both products, likewise. */
  long leastFused(long scores, long values, long turn) {
    long array = Math.max(scores + values, waiting(scores, turn, values, turn));
    return leastCycles(array, turn);
  }

  /**
   * @param products that run in this phase, in order
   */
  long cycles(List<ProductWork> products) {
    long array = 0;
    long chain = vector.busy();
    long after = lastDrain;
    if (!products.isEmpty()) {
      ProductWork first = products.get(0);
      ProductWork last = products.get(products.size() - 1);
      long ends = first.lead() + last.tail();
      for (ProductWork product : products) {
        array += product.array.busy();
      }
      // Both products: fused.
      array =
          (products.size() > 1 ? Math.max(array, waiting(first, last)) : array) + ends + lastDrain;
      // The last block of values, or of keys, is multiplied when it is there.
      after += last.lead() + last.last + last.tail();
      chain += ends + first.first + (products.size() > 1 ? last.last : 0);
    }
    return Math.max(transfers.cycles(dramBits(), after), transfers.ends() + Math.max(array, chain));
  }

  private long waiting(ProductWork scores, ProductWork values) {
    return waiting(
        scores.array.busy(),
        scores.lead() + scores.tail(),
        values.array.busy(),
        values.lead() + values.tail());
  }

  private long waiting(long scores, long scoresTurn, long values, long valuesTurn) {
    long outputs = values + revisits * valuesTurn + rescaling;
    long buffers = blocks < 2 ? 0 : (scores + blocks * scoresTurn + vector.busy() + values) / 2;
    return Math.max(outputs, buffers);
  }

  /** Which engine, and which of its ports, is the slowest. */
  String limit(List<ProductWork> products) {
    long array = products.stream().mapToLong(product -> product.array.busy()).sum();
    if (transfers.cycles(dramBits(), 0) >= Math.max(array, vector.busy())) {
      return dmaCycles() >= Math.max(array, vector.busy()) ? "dram" : "dma set-up";
    }
    if (vector.busy() > array) {
      return vector.limit();
    }
    ProductWork slower =
        products.stream().max((a, b) -> Long.compare(a.array.busy(), b.array.busy())).orElseThrow();
    return slower.array.limit();
  }
}
