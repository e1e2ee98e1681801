package dev.npusim.viz.report;

import dev.npusim.mapper.Schedule;
import dev.npusim.npu.simulate.Repetition;
import java.util.Optional;

/**
 * Everything a report says about a run.
 *
 * @param repetition of the run, where it was asked for
 * @param commandLine that reproduces the run
 */
public record RunInputs(
    Schedule schedule,
    WorkloadFacts workload,
    HardwareFacts hardware,
    CheckSummary check,
    Optional<Repetition> repetition,
    String toolVersion,
    String commandLine) {}
