package dev.npusim.cli;

import dev.npusim.mapper.model.Waiting;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.MappingDirectory;
import dev.npusim.mapper.search.MappingStore;
import dev.npusim.mapper.search.Objective;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is best, how it is counted, how long to look for it, and where what was found is kept. */
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
      completionCandidates = Candidates.Objectives.class,
      defaultValue = "latency",
      description = "What is minimised: latency, energy or edp (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String objective;

  @Mixin private EffortArguments effort = new EffortArguments();

  @Option(
      names = "--convention",
      paramLabel = "HOW",
      description =
          "How accesses are counted: physical, what hardware has to do, or timeloop, as Timeloop"
              + " counts (default: physical; timeloop for files with Timeloop's results).")
  private @Nullable String convention;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "Ends the search after this time, such as 10s, with the best so far; the result then"
              + " depends on the machine. Ctrl-C does the same.")
  private @Nullable String timeLimit;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Keeps what was found for each layer in DIR and reads it back when all that it depends on"
              + " is equal. The answer is the same without.")
  private @Nullable String cache;

  /** Checks all spellings, of what a run may not need too, and where files are to be written. */
  void check() {
    objective();
    effort.effort();
    convention(Convention.PHYSICAL);
    nanoseconds();
    if (cache != null) {
      Destination.directory("--cache", cache);
    }
  }

  Objective objective() {
    return Choice.of("--objective", objective, Objective.class);
  }

  Convention convention(Convention absent) {
    return convention == null ? absent : Choice.of("--convention", convention, Convention.class);
  }

  /** Remembers what is searched, with the effort that is asked for. */
  MappingCache cache(Terminal terminal) {
    MappingStore store =
        cache == null
            ? MappingStore.NONE
            : new MappingDirectory(
                Path.of(cache),
                Version.text() + " " + Fingerprint.ofMapper(),
                note -> {
                  terminal.progressDone();
                  terminal.err().println("npusim: " + note);
                  terminal.err().flush();
                });
    return new MappingCache(effort.effort(), effort.seed(), store);
  }

  /**
   * How long to wait for it.
   *
   * @param interrupted ends the search, too
   */
  Waiting waiting(BooleanSupplier interrupted) {
    return new Waiting(nanoseconds(), interrupted);
  }

  private long nanoseconds() {
    if (timeLimit == null) {
      return Waiting.FOREVER.nanoseconds();
    }
    return Duration.nanoseconds("--time-limit", timeLimit);
  }

  /**
   * @param uses whether the run uses an option; others are not part of what reproduces it
   */
  void describe(CommandText text, Predicate<String> uses) {
    if (uses.test("--objective")) {
      text.add("--objective", objective);
    }
    effort.describe(text, uses);
    if (convention != null) {
      text.add("--convention", convention);
    }
    if (timeLimit != null) {
      text.add("--time-limit", timeLimit);
    }
  }
}
