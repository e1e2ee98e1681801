package dev.npusim.cli;

import dev.npusim.mapper.layer.LayerMapper;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is best, how it is counted, and how long to look for it. */
final class SearchArguments {
  /** How accesses are counted. */
  enum Convention {
    PHYSICAL,
    TIMELOOP;

    Counter counter() {
      return this == PHYSICAL ? new PhysicalCounter() : new TimeloopCounter();
    }
  }

  @Option(
      names = "--objective",
      paramLabel = "GOAL",
      defaultValue = "latency",
      description = "What is minimised: latency, energy or edp (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String objective;

  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      defaultValue = "normal",
      description = "How long to search: fast, normal, best (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String effort;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--convention",
      paramLabel = "HOW",
      description =
          "How accesses are counted: physical, what hardware has to do, or timeloop, as Timeloop"
              + " counts (default: physical; timeloop for files with Timeloop's results).")
  private @Nullable String convention;

  /** Also checks the spelling of what a run may not need. */
  void check() {
    objective();
    effort();
    convention(Convention.PHYSICAL);
  }

  Objective objective() {
    return Choice.of("--objective", objective, Objective.class);
  }

  private Effort effort() {
    return Choice.of("--effort", effort, Effort.class);
  }

  Convention convention(Convention absent) {
    return convention == null ? absent : Choice.of("--convention", convention, Convention.class);
  }

  MappedLayer search(LayerMapper mapper) {
    return mapper.search(effort().strategy(), effort().limits(seed));
  }

  void describe(CommandText text) {
    text.add("--objective", objective);
    text.add("--effort", effort);
    text.add("--seed", Long.toString(seed));
    if (convention != null) {
      text.add("--convention", convention);
    }
  }
}
