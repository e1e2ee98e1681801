package dev.npusim.cli;

import dev.npusim.mapper.schedule.ProgramClock;
import dev.npusim.mapper.schedule.ProgramClock.Work;
import dev.npusim.mapper.sweep.SweepRun;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How far a sweep is, at which rate, and how long it will take. */
final class SweepProgress implements SweepRun.Progress {
  private static final double SECONDS_BETWEEN = 0.3;

  private final Terminal terminal;
  private final Verbosity verbosity;
  private final long begin = System.nanoTime();
  private double shown = Double.NEGATIVE_INFINITY;
  private int points;

  SweepProgress(Terminal terminal, Verbosity verbosity) {
    this.terminal = terminal;
    this.verbosity = verbosity;
  }

  @Override
  public synchronized void report(int found, int known, int all) {
    points = Math.max(points, found);
    double seconds = seconds();
    if (!verbosity.quiet() && (seconds - shown > SECONDS_BETWEEN || found == all)) {
      shown = seconds;
      terminal.progress(line(found, known, all, seconds));
    }
  }

  /** Points that were read take no time and say nothing about those to come. */
  static String line(int found, int known, int all, double seconds) {
    int worked = found - known;
    String text = found + " of " + all + " points" + (known > 0 ? " (" + known + " kept)" : "");
    if (worked < 1 || found == all) {
      return text;
    }
    double rate = worked / seconds;
    return String.format(
        Locale.ROOT, "%s, %.2f per second, %s left", text, rate, duration((all - found) / rate));
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? whole / 60 + " min " + whole % 60 + " s"
            : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  void end() {
    if (!verbosity.quiet()) {
      terminal.progressDone();
    }
  }

  /**
   * @param known points that were kept from before
   * @param clock of the others
   */
  synchronized String summary(int known, ProgramClock clock) {
    double seconds = seconds();
    double cpu = cpuSeconds();
    int worked = points - known;
    String rate =
        String.format(
            Locale.ROOT,
            "%,d points in %.1f s (%.1f s of CPU): %,d kept from before, %,d worked on, %.2f per"
                + " second",
            points,
            seconds,
            cpu,
            known,
            worked,
            worked / Math.max(seconds, 1e-9));
    return worked > 0 && clock.times(Work.ALL) > 0 ? rate + "\n" + shares(clock) : rate;
  }

  /** Where the time went; collecting garbage and compiling are not of these threads. */
  private static String shares(ProgramClock clock) {
    double all = Math.max(clock.seconds(Work.ALL), 1e-9);
    double programs = 100 * clock.seconds(Work.PROGRAMS) / all;
    double timing = 100 * clock.seconds(Work.TIMING) / all;
    return String.format(
        Locale.ROOT,
        "Scheduling took %.1f s of CPU: making %,d programs %.0f %%, timing them %.0f %%, "
            + "figures of the best and the rest %.0f %%",
        all,
        clock.times(Work.PROGRAMS),
        programs,
        timing,
        100 - programs - timing);
  }

  private double seconds() {
    return (System.nanoTime() - begin) * 1e-9;
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() * 1e-9
        : Double.NaN;
  }
}
