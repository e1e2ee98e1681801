package dev.npusim.npu.simulate;

import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;

/**
 * Runs of one program on chips that differ in their DRAM alone: what does not depend on it is
 * worked out once.
 */
public final class ProgramTiming {
  private final Npu npu;
  private final Program program;
  private final InstructionCost cost;
  private final TimedProgram timed;

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
    for (long end : Timeline.of(timed(chip, cost(chip))).done) {
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
    return Simulator.execution(chip, program, own, Timeline.of(timed(chip, own)));
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

  private TimedProgram timed(Npu chip, InstructionCost own) {
    return chip.equals(npu) ? timed : timed.withTransfers(program, own);
  }
}
