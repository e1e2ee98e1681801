package dev.npusim.npu.simulate;

import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;

/**
 * The latency of one program on chips that differ in their DRAM alone: enough to compare candidate
 * programs. What does not depend on the DRAM is worked out once. Not thread-safe.
 */
public final class ProgramTiming {
  private final Npu npu;
  private final Program program;
  private final TimedProgram timed;
  private final Timeline timeline;

  /**
   * @param npu one of the chips
   */
  public ProgramTiming(Npu npu, Program program) {
    this.npu = npu;
    this.program = program;
    this.timed = TimedProgram.of(npu, program, new InstructionCost(npu, program));
    this.timeline = new Timeline(timed.size);
  }

  /**
   * Cycles on a chip, those of {@link Simulator#run}.
   *
   * @throws IllegalArgumentException when more than its DRAM differs
   */
  public long cycles(Npu chip) {
    TimedProgram other = timed;
    if (!chip.equals(npu)) {
      if (!chip.withDram(npu.dram()).equals(npu)) {
        throw new IllegalArgumentException("chips that differ in more than their DRAM");
      }
      other = timed.withTransfers(program, new InstructionCost(chip, program));
    }
    timeline.run(other, new Engines(other), other.runLaunch, null, null);
    long cycles = 0;
    for (long end : timeline.done) {
      cycles = Math.max(cycles, end);
    }
    return cycles;
  }
}
