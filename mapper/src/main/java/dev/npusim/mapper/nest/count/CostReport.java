package dev.npusim.mapper.nest.count;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;

/**
 * What a mapping costs, readable.
 *
 * @param convention name of the counter
 * @param cycles whole cycles, rounded up
 * @param computeCycles with every port and memory ideal
 * @param limit what the cycles are due to: {@code compute}, or a port such as {@code DRAM shared}
 * @param energy in the architecture's unit
 * @param macEnergy the MACs' share of it
 * @param macUtilization MACs / (peak MACs per cycle x cycles)
 * @param spatialUtilization MAC units in use / MAC units
 * @param levels the innermost first
 */
public record CostReport(
    String convention,
    long macs,
    long cycles,
    long computeCycles,
    String limit,
    double energy,
    double macEnergy,
    double macUtilization,
    double spatialUtilization,
    ImmutableList<AtLevel> levels) {
  /**
   * One level.
   *
   * @param instances in use
   * @param portCycles that the busiest instance's ports need, at least
   */
  public record AtLevel(
      String level, long instances, double portCycles, ImmutableList<OfOperand> operands) {}

  /**
   * Accesses of one operand at one level, elements over all instances; energy in the architecture's
   * unit.
   *
   * @param tile elements that one instance holds at a time
   * @param bits of an element held here: partial sums are wider than results
   * @param resultBits of a result that passes through
   * @param reads of the level, whoever asks: inner levels, accumulation, and (physical) drains
   * @param fills writes of elements that come from further out
   * @param updates writes of elements that come from further in
   * @param temporalReductions updates that are added to an element already here
   * @param drains those of the reads by which finished or evicted tiles leave outwards
   * @param finishedUpdates those of the updates that have {@code resultBits}; the rest of what is
   *     moved has {@code bits}
   * @param finishedDrains those of the drains that do
   */
  public record OfOperand(
      String operand,
      long tile,
      int bits,
      int resultBits,
      long reads,
      long fills,
      long updates,
      long temporalReductions,
      long drains,
      long finishedUpdates,
      long finishedDrains,
      double energy) {
    /** Bits read, over all instances. */
    public double bitsRead() {
      return (double) (reads - finishedDrains) * bits + (double) finishedDrains * resultBits;
    }

    /** Bits written, over all instances. */
    public double bitsWritten() {
      return (double) (fills + updates - finishedUpdates) * bits
          + (double) finishedUpdates * resultBits;
    }
  }

  /** Energy times delay, in energy units x cycles. */
  public double edp() {
    return energy * cycles;
  }

  /** The result of the evaluator's last count. */
  static CostReport of(String convention, Evaluator evaluator) {
    Architecture architecture = evaluator.architecture();
    Layer layer = evaluator.layer();
    ImmutableList.Builder<AtLevel> levels = ImmutableList.builder();
    for (int level = 0; level < architecture.levels().size(); level++) {
      ImmutableList.Builder<OfOperand> operands = ImmutableList.builder();
      for (int operand = 0; operand < layer.operands().size(); operand++) {
        if (evaluator.keeps(level, operand)) {
          operands.add(
              new OfOperand(
                  layer.operands().get(operand).name(),
                  evaluator.tile(level, operand),
                  evaluator.bits(level, operand),
                  layer.operands().get(operand).bits(),
                  evaluator.reads(level, operand),
                  evaluator.fills(level, operand),
                  evaluator.updates(level, operand),
                  evaluator.temporalReductions(level, operand),
                  evaluator.drains(level, operand),
                  evaluator.finishedUpdates(level, operand),
                  evaluator.finishedDrains(level, operand),
                  evaluator.energy(level, operand)));
        }
      }
      levels.add(
          new AtLevel(
              architecture.levels().get(level).name(),
              evaluator.instances(level),
              evaluator.portCycles(level),
              operands.build()));
    }
    long macs = layer.macs();
    return new CostReport(
        convention,
        macs,
        evaluator.cycles(),
        evaluator.computeCycles(),
        evaluator.limit(),
        evaluator.energy(),
        evaluator.macEnergy(),
        macs / (architecture.peakMacsPerCycle() * evaluator.cycles()),
        (double) evaluator.instances(-1) / architecture.instances(-1),
        levels.build());
  }
}
