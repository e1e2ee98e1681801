package dev.npusim.cli;

import dev.npusim.mapper.Goal;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** What is best, and how long to look for it: the same for a layer, a model and a schedule. */
final class GoalArguments {
  @Option(
      names = "--objective",
      paramLabel = "GOAL",
      completionCandidates = Candidates.Goals.class,
      defaultValue = "latency",
      description =
          "What is minimised: latency, energy, edp, or dram bytes of a schedule (default:"
              + " ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String objective;

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

  /** Of a schedule. */
  Goal goal() {
    return Choice.of("--objective", objective, Goal.class);
  }

  /** Of a layer's mapping. */
  Objective objective() {
    return Choice.of("--objective", objective, Objective.class);
  }

  Effort effort() {
    return Choice.of("--effort", effort, Effort.class);
  }

  long seed() {
    return seed;
  }

  /** Adds those that are used. */
  void describe(CommandText text, Predicate<String> uses) {
    if (uses.test("--objective")) {
      text.add("--objective", objective);
    }
    if (uses.test("--effort")) {
      text.add("--effort", effort);
    }
    if (uses.test("--seed")) {
      text.add("--seed", Long.toString(seed));
    }
  }
}
