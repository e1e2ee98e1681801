package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is asked of a schedule. */
final class ScheduleArguments {
  @Option(
      names = "--objective",
      paramLabel = "GOAL",
      completionCandidates = Candidates.Goals.class,
      defaultValue = "latency",
      description =
          "What is minimised: latency, energy, edp, or dram, its bytes (default:"
              + " ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String objective;

  @Mixin private EffortArguments effort = new EffortArguments();

  @Option(
      names = "--skips",
      paramLabel = "SKIPS",
      completionCandidates = Candidates.Skips.class,
      defaultValue = "auto",
      description =
          "auto lets the scheduler decide for each skip; keep, spill and recompute force all"
              + " (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String skips;

  @Mixin private FusionArguments fusion = new FusionArguments();

  @Option(
      names = "--weights",
      paramLabel = "N:M",
      defaultValue = "dense",
      description =
          "Structure of the weights of linear layers and convolutions, such as 2:4: of 4 along the"
              + " reduction, 2 are kept; only arrays with that array.sparsity make use of it"
              + " (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String weights;

  @Option(
      names = "--zeros",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of zeros among activations that meet weights, 0 to below 1; saves energy on arrays"
              + " with array.zero_gating (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String zeros;

  private Sparsity sparsity() {
    try {
      return weights.equals("dense") ? Sparsity.DENSE : Sparsity.parse(weights);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--weights " + e.getMessage() + ", or dense", e);
    }
  }

  private double shareOfZeros() {
    try {
      double share = Double.parseDouble(zeros);
      if (share >= 0 && share < 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException("--zeros " + zeros + ": expected a number from 0 to below 1");
  }

  Options options(Precision precision) {
    Options.Skips treatment = Choice.of("--skips", skips, Options.Skips.class);
    return new Options(
        precision.with(sparsity(), shareOfZeros()),
        Choice.of("--objective", objective, Goal.class),
        effort.effort(),
        treatment,
        fusion.choice(treatment),
        effort.seed());
  }

  /** Adds what is not the default. */
  void describe(Options options, CommandText text) {
    Options usual = Options.DEFAULT;
    Precision precision = options.precision();
    if (!precision.widths().equals(usual.precision().widths())) {
      text.add("--precision", precision.widths());
    }
    if (!precision.weights().isDense()) {
      text.add("--weights", precision.weights().toString());
    }
    if (precision.zeros() > 0) {
      text.add("--zeros", zeros);
    }
    if (options.goal() != usual.goal()) {
      text.add("--objective", options.goal().lower());
    }
    if (options.skips() != usual.skips()) {
      text.add("--skips", skips.toLowerCase(Locale.ROOT));
    }
    fusion.describe(text);
    if (options.effort() != usual.effort()) {
      text.add("--effort", options.effort().lower());
    }
    if (options.seed() != usual.seed()) {
      text.add("--seed", Long.toString(options.seed()));
    }
  }
}
