package dev.npusim.mapper.attention;

import dev.npusim.npu.cost.Energy;

/**
 * What an attention costs in one loop nest. A pure function of the chip, the problem and the nest.
 */
public final class AttentionCost {
  private final AttentionNest nest;
  private final Footprint footprint;
  private final Ledger ledger;
  private final Totals totals;

  /**
   * The figures that are sums.
   *
   * @param macs executed: under a causal mask without those of skipped blocks
   * @param blocks of scores that are computed
   * @param laneOps of the vector unit
   * @param arrayCycles in which the array is busy, its ports included; the others likewise
   * @param limit the slowest engine, with its port where that is the reason
   */
  record Totals(
      long macs,
      long blocks,
      long laneOps,
      long cycles,
      long arrayCycles,
      long vectorCycles,
      long dmaCycles,
      String limit,
      Energy energy,
      double macUtilization,
      double spatialUtilization) {}

  AttentionCost(AttentionNest nest, Footprint footprint, Ledger ledger, Totals totals) {
    this.nest = nest;
    this.footprint = footprint;
    this.ledger = ledger;
    this.totals = totals;
  }

  public AttentionNest nest() {
    return nest;
  }

  public long readBytes(AttentionLevel level, AttentionOperand operand) {
    return ledger.readBytes(level, operand);
  }

  public long writtenBytes(AttentionLevel level, AttentionOperand operand) {
    return ledger.writtenBytes(level, operand);
  }

  /** Bytes of an operand on the chip at a time, all buffers; 0 for DRAM. */
  public long tileBytes(AttentionLevel level, AttentionOperand operand) {
    return switch (level) {
      case DRAM -> 0;
      case SRAM -> footprint.sram()[operand.ordinal()];
      case ACCUMULATOR -> footprint.accumulator()[operand.ordinal()];
    };
  }

  /** Read from and written to DRAM. */
  public long dramBytes() {
    return ledger.bytes(AttentionLevel.DRAM);
  }

  /** Read from and written to SRAM. */
  public long sramTraffic() {
    return ledger.bytes(AttentionLevel.SRAM);
  }

  /** Held in SRAM at a time, at most. */
  public long sramBytes() {
    return footprint.sramBytes();
  }

  public long accumulatorBytes() {
    return footprint.accumulatorBytes();
  }

  public long cycles() {
    return totals.cycles();
  }

  public long arrayCycles() {
    return totals.arrayCycles();
  }

  public long vectorCycles() {
    return totals.vectorCycles();
  }

  public long dmaCycles() {
    return totals.dmaCycles();
  }

  /** {@code array}, {@code vector unit}, one of their ports, or {@code dram}. */
  public String limit() {
    return totals.limit();
  }

  public long macs() {
    return totals.macs();
  }

  /** Blocks of scores that are computed. */
  public long blocks() {
    return totals.blocks();
  }

  public long laneOps() {
    return totals.laneOps();
  }

  /** In joules, static energy of these cycles included. */
  public Energy energy() {
    return totals.energy();
  }

  /** Active PEs / PEs while the products stream, ports and waiting left out. */
  public double spatialUtilization() {
    return totals.spatialUtilization();
  }

  /** Executed MACs / (peak MACs per cycle x cycles). */
  public double macUtilization() {
    return totals.macUtilization();
  }
}
