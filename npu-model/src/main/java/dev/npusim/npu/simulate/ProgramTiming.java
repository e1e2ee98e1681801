package dev.npusim.npu.simulate;

import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one program on chips that differ in their DRAM alone: what does not depend on it is
 * worked out once.
 */
public final class ProgramTiming {
  private final Npu npu;
  private final Program program;
  private final InstructionCost cost;
  private final TimedProgram timed;

  /** Null where no run has been counted yet: most programs are only compared. */
  private @Nullable ProgramWork work;

  private volatile @Nullable ProgramCounts counts;

  private volatile @Nullable Timeline timeline;

  /**
   * @param npu one of the chips
   */
  public ProgramTiming(Npu npu, Program program) {
    this.npu = npu;
    this.program = program;
    this.cost = new InstructionCost(npu, program);
    this.timed = TimedProgram.of(npu, program, cost);
  }

  public Program program() {
    return program;
  }

  /**
   * The latency alone, in cycles: enough to compare candidate programs.
   *
   * @throws IllegalArgumentException when more than the chip's DRAM differs
   */
  public long cycles(Npu chip) {
    long cycles = 0;
    for (long end : timeline(chip, cost(chip)).done) {
      cycles = Math.max(cycles, end);
    }
    return cycles;
  }

  /**
   * The whole event log with every count.
   *
   * @throws IllegalArgumentException when more than the chip's DRAM differs
   */
  public Execution execution(Npu chip) {
    InstructionCost own = cost(chip);
    ForkJoinTask<ProgramCounts> counted = ForkJoinTask.adapt(() -> counts(chip, own)).fork();
    return Simulator.execution(chip, work(), timeline(chip, own), counted::join);
  }

  /** A run; the one on the chip itself is kept for whoever wants every count of it. */
  private Timeline timeline(Npu chip, InstructionCost own) {
    if (!chip.equals(npu)) {
      return Timeline.of(timed.withTransfers(program, own));
    }
    Timeline known = timeline;
    if (known == null) {
      known = Timeline.of(timed);
      timeline = known;
    }
    return known;
  }

  private synchronized ProgramWork work() {
    if (work == null) {
      work = ProgramWork.of(program, cost);
    }
    return work;
  }

  /**
   * What a chip counts: the same on chips that cut transfers into equal bursts. Beside other work,
   * so with costs of its own: these remember what they were asked.
   */
  private ProgramCounts counts(Npu chip, InstructionCost own) {
    if (!own.countsAs(cost)) {
      return ProgramCounts.of(program, new InstructionCost(chip, program));
    }
    ProgramCounts known = counts;
    if (known == null) {
      known = ProgramCounts.of(program, new InstructionCost(npu, program));
      counts = known;
    }
    return known;
  }

  private InstructionCost cost(Npu chip) {
    if (chip.equals(npu)) {
      return cost;
    }
    if (!chip.withDram(npu.dram()).equals(npu)) {
      throw new IllegalArgumentException("chips that differ in more than their DRAM");
    }
    return new InstructionCost(chip, program);
  }
}
