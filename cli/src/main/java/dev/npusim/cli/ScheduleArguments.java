package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.Options;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is asked of a schedule. */
final class ScheduleArguments {
  @Mixin private GoalArguments goal = new GoalArguments();

  @Option(
      names = "--skips",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "auto lets the scheduler decide for each skip; keep, spill and recompute force all"
              + " (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String skips;

  Options options(Precision precision) {
    return new Options(
        precision,
        goal.objective(),
        goal.effort(),
        Choice.of("--skips", skips, Options.Skips.class),
        goal.seed());
  }

  /** Adds what is not the default. */
  void describe(Options options, CommandText text) {
    Options usual = Options.DEFAULT;
    if (!options.precision().equals(usual.precision())) {
      text.add("--precision", options.precision().toString());
    }
    if (options.objective() != usual.objective()) {
      text.add("--objective", options.objective().lower());
    }
    if (options.skips() != usual.skips()) {
      text.add("--skips", skips.toLowerCase(Locale.ROOT));
    }
    if (options.effort() != usual.effort()) {
      text.add("--effort", options.effort().lower());
    }
    if (options.seed() != usual.seed()) {
      text.add("--seed", Long.toString(options.seed()));
    }
  }
}
