package dev.npusim.viz.report;

import dev.npusim.mapper.Schedule;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import java.util.Optional;

/**
 * Immutable view of one run, from which every file and picture is drawn.
 *
 * @param result the numbers
 * @param schedule the event log behind them
 * @param generation of text, where the run is the last step of it
 */
public record RunReport(
    Result result,
    Schedule schedule,
    HardwareFacts hardware,
    Optional<GenerationReport> generation,
    String commandLine) {

  /**
   * Joins what a schedule says with where model and chip came from.
   *
   * @throws ResultException where layers do not add up to the totals
   */
  public static RunReport of(RunInputs inputs) {
    Result result = new ResultAssembly(inputs).result();
    ResultInvariants.require(result);
    return new RunReport(
        result, inputs.schedule(), inputs.hardware(), inputs.generation(), inputs.commandLine());
  }

  public Execution execution() {
    return schedule.execution();
  }

  public Npu npu() {
    return execution().npu();
  }
}
