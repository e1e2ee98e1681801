package dev.npusim.cli;

import dev.npusim.mapper.search.Effort;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** How long to look for what is best: the same for a layer, a model and a schedule. */
final class EffortArguments {
  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      completionCandidates = Candidates.Efforts.class,
      defaultValue = "normal",
      description =
          "How many mappings or schedules are tried: fast, normal, best (default:"
              + " ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String effort;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  Effort effort() {
    return Choice.of("--effort", effort, Effort.class);
  }

  long seed() {
    return seed;
  }

  /** Adds those that are used. */
  void describe(CommandText text, Predicate<String> uses) {
    if (uses.test("--effort")) {
      text.add("--effort", effort);
    }
    if (uses.test("--seed")) {
      text.add("--seed", Long.toString(seed));
    }
  }
}
