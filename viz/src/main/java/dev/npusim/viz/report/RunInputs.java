package dev.npusim.viz.report;

import dev.npusim.mapper.Schedule;

/**
 * Everything a report says about a run.
 *
 * @param commandLine that reproduces the run
 */
public record RunInputs(
    Schedule schedule,
    WorkloadFacts workload,
    HardwareFacts hardware,
    CheckSummary check,
    String toolVersion,
    String commandLine) {}
