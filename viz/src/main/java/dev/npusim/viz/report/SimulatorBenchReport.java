package dev.npusim.viz.report;

import dev.npusim.mapper.bench.Repetition;
import dev.npusim.mapper.bench.SimulatorBench;

/**
 * What {@code bench simulate} measured.
 *
 * @param model that was mapped to {@code chip} before
 * @param version of this program
 */
public record SimulatorBenchReport(
    MapperBenchReport.Machine machine,
    Repetition repetition,
    String model,
    String chip,
    SimulatorBench.Measured measured,
    String version,
    String command) {}
