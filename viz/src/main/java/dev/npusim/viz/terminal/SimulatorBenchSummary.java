package dev.npusim.viz.terminal;

import dev.npusim.mapper.bench.SimulatorBench;
import dev.npusim.viz.report.SimulatorBenchReport;
import dev.npusim.viz.text.Section;
import java.util.Locale;

/** The figures of {@code bench simulate}. */
public final class SimulatorBenchSummary {
  private SimulatorBenchSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(SimulatorBenchReport report, int width) {
    int columns = Math.max(60, width);
    SimulatorBench.Measured m = report.measured();
    Section section = new Section("Simulating " + report.model() + " on " + report.chip(), columns);
    section.entry("JVM", report.machine().jvm());
    section.entry(
        "events",
        String.format(
            Locale.ROOT,
            "%,d: start and end of each of %,d instructions",
            m.events(),
            m.events() / 2));
    section.entry(
        "latency", line(m.latencySeconds(), m.eventsPerSecond()) + ": when everything runs");
    section.entry(
        "whole run",
        line(m.runSeconds(), m.countedEventsPerSecond())
            + ": with counts, energies, stalls, occupancy");
    section.entry(
        "repeated",
        String.format(
            Locale.ROOT,
            "%,d times in %.3f CPU s: %d simulated, the rest follows",
            m.repetitions(),
            m.repeatSeconds(),
            m.simulated()));
    section.note(
        String.format(
            Locale.ROOT,
            "One thread; median of %d repetitions after %d to warm up.",
            report.repetition().repetitions(),
            report.repetition().warmUps()));
    return section.toString().stripTrailing() + "\n";
  }

  private static String line(double seconds, double rate) {
    return String.format(Locale.ROOT, "%.3f CPU s, %.2f million events/s", seconds, rate / 1e6);
  }
}
