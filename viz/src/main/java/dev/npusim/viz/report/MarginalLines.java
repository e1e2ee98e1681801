package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.MarginalValues.SpillFree;
import dev.npusim.mapper.MarginalValues.Sram;
import dev.npusim.viz.text.Units;
import java.util.Locale;
import java.util.stream.Collectors;

/** What would help a run, in words. */
public final class MarginalLines {
  /** What kind of figures these are. */
  public static final String NOTE =
      "Of this plan, not of a new search; npusim schedule --marginal searches again.";

  private final Result result;
  private final MarginalValues values;

  private MarginalLines(Result result, MarginalValues values) {
    this.result = result;
    this.values = values;
  }

  /**
   * A figure.
   *
   * @param change to the chip
   * @param figure in a few characters
   * @param meaning what the figure is, and of which kind
   */
  public record Line(String change, String figure, String meaning) {}

  /** Nothing where it was not worked out. */
  public static ImmutableList<Line> of(Result result) {
    return result
        .marginal()
        .map(values -> new MarginalLines(result, values).lines())
        .orElse(ImmutableList.of());
  }

  /** In a line: changes and figures alone. */
  public static String brief(Result result) {
    return of(result).stream()
        .map(line -> line.change() + " " + line.figure())
        .collect(Collectors.joining("; "));
  }

  private ImmutableList<Line> lines() {
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    lines.add(bandwidth());
    values.sram().ifPresent(sram -> lines.add(sram(sram)));
    values.spillFree().ifPresent(free -> lines.add(free(free)));
    return lines.build();
  }

  private Line bandwidth() {
    MarginalValues.Bandwidth faster = values.bandwidth();
    return new Line(
        "+" + Units.bandwidth(faster.bytesPerSecondMore()) + " DRAM",
        saved(faster.cycles()),
        "the same program replayed: "
            + Units.exact(faster.cycles())
            + " cycles; "
            + (faster.lowerBoundCycles() < result.totals().lowerBoundCycles()
                ? "the lower bound falls to " + Units.exact(faster.lowerBoundCycles())
                : "the lower bound does not move"));
  }

  private Line sram(Sram larger) {
    long moved = result.totals().dramReadBytes() + result.totals().dramWriteBytes();
    return new Line(
        "+" + Units.bytes(larger.bytesMore()) + " SRAM",
        saved(larger.cycles()),
        "the same plan made for it and simulated: "
            + Units.exact(larger.cycles())
            + " cycles, "
            + Units.bytes(Math.abs(moved - larger.dramBytes()))
            + (larger.dramBytes() <= moved ? " less" : " more")
            + " DRAM traffic, "
            + (larger.spillBytes() > 0
                ? "still " + Units.bytes(larger.spillBytes()) + " spilled and fetched"
                : "nothing spilled")
            + (larger.cycles() > result.totals().cycles()
                ? "; that is slower, and the program of this run would still do"
                : ""));
  }

  private Line free(SpillFree free) {
    String least = Units.bytes(free.atLeastBytes());
    return free.atMostBytes().isPresent()
        ? new Line(
            "nothing spilled",
            "<= " + Units.bytes(free.atMostBytes().getAsLong()) + " SRAM",
            "a program of this order, its fused groups and copies was placed there without"
                + " spills; its layers hold "
                + least
                + " at a time, so it takes at least that much; other plans may do with less")
        : new Line(
            "nothing spilled",
            ">= " + least + " SRAM",
            (values.sram().isPresent()
                ? "so much do layers of this plan hold at a time; a size that is enough was not"
                    + " found"
                : "so much do layers of this plan hold at a time; no program was made to see"
                    + " what is enough, or what more SRAM saves"));
  }

  /** Of the run's time. */
  private String saved(long cycles) {
    long saved = result.totals().cycles() - cycles;
    if (saved <= 0) {
      return "nothing";
    }
    return "-"
        + Units.seconds(saved * result.totals().secondsPerCycle())
        + ", "
        + String.format(Locale.ROOT, "%.2f %%", 100.0 * saved / result.totals().cycles());
  }
}
