package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.Options;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What is asked of a schedule. */
final class ScheduleArguments {
  @Option(
      names = "--objective",
      paramLabel = "GOAL",
      defaultValue = "latency",
      description = "What is minimised: latency, energy or edp (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String objective;

  @Option(
      names = "--skips",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "auto lets the scheduler decide for each skip; keep, spill and recompute force all"
              + " (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String skips;

  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      defaultValue = "normal",
      description = "How many schedules are tried: fast, normal, best (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String effort;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  Options options(Precision precision) {
    return new Options(
        precision,
        Choice.of("--objective", objective, Options.Objective.class),
        Choice.of("--effort", effort, Options.Effort.class),
        Choice.of("--skips", skips, Options.Skips.class),
        seed);
  }

  /** Adds what is not the default. */
  void describe(Options options, CommandText text) {
    Options usual = Options.DEFAULT;
    if (!options.precision().equals(usual.precision())) {
      text.add("--precision", options.precision().toString());
    }
    if (options.objective() != usual.objective()) {
      text.add("--objective", objective.toLowerCase(Locale.ROOT));
    }
    if (options.skips() != usual.skips()) {
      text.add("--skips", skips.toLowerCase(Locale.ROOT));
    }
    if (options.effort() != usual.effort()) {
      text.add("--effort", effort.toLowerCase(Locale.ROOT));
    }
    if (options.seed() != usual.seed()) {
      text.add("--seed", Long.toString(options.seed()));
    }
  }
}
