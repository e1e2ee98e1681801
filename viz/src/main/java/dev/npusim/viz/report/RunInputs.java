package dev.npusim.viz.report;

import dev.npusim.mapper.Schedule;
import dev.npusim.npu.simulate.Repetition;
import java.util.Optional;

/**
 * Everything a report says about a run.
 *
 * @param repetition of the run, where it was asked for
 * @param generation of text, where the run is the last step of it
 * @param commandLine that reproduces the run
 */
public record RunInputs(
    Schedule schedule,
    WorkloadFacts workload,
    HardwareFacts hardware,
    CheckSummary check,
    Optional<Repetition> repetition,
    Optional<GenerationReport> generation,
    String toolVersion,
    String commandLine) {
  /** Of a run that is no step of a generated text. */
  public RunInputs(
      Schedule schedule,
      WorkloadFacts workload,
      HardwareFacts hardware,
      CheckSummary check,
      Optional<Repetition> repetition,
      String toolVersion,
      String commandLine) {
    this(
        schedule,
        workload,
        hardware,
        check,
        repetition,
        Optional.empty(),
        toolVersion,
        commandLine);
  }
}
