package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.stepplan.PlanEngine;
import dev.npusim.mapper.stepplan.PlanObjective;
import dev.npusim.mapper.stepplan.PlanResult;
import dev.npusim.mapper.stepplan.PlanSensitivity;
import dev.npusim.mapper.stepplan.PlanStrategy;
import dev.npusim.mapper.stepplan.StepChip;
import dev.npusim.mapper.stepplan.StepGraph;
import dev.npusim.mapper.stepplan.StepGraphReader;
import dev.npusim.mapper.stepplan.StepPlanner;
import dev.npusim.viz.report.PlanJson;
import dev.npusim.viz.report.PlanReport;
import dev.npusim.viz.terminal.PlanSummary;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan}: keep, spill or recompute on a cost graph. */
@Command(
    name = "plan",
    description = "Decides what of a cost graph to keep, spill or recompute.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "FILE has inputs, nodes in the order in which they run, and recompute_candidates;",
      "docs/plan.md describes it and the model. Exit code 3: a step does not fit.",
      "",
      "Examples:",
      "  npusim plan examples/plan.json --sram 2MiB --bandwidth 25.6GB/s --tops 16",
      "  npusim plan graph.json --sram 4MiB --bandwidth 25.6GB/s --tops 32 --engine exact"
    })
final class PlanCommand implements Callable<Integer> {
  private static final Pattern BANDWIDTH =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?(MB/s|GB/s|TB/s)");

  /** More than any chip has; keeps products finite. */
  private static final double MOST_TOPS = 1e9;

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The cost graph, JSON.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String file;

  @Option(
      names = "--sram",
      paramLabel = "SIZE",
      required = true,
      description = "Capacity, such as 2MiB.")
  @SuppressWarnings("NullAway.Init") // required
  private String sram;

  @Option(
      names = "--bandwidth",
      paramLabel = "RATE",
      required = true,
      description = "Of DRAM, such as 25.6GB/s.")
  @SuppressWarnings("NullAway.Init") // required
  private String bandwidth;

  @Option(
      names = "--tops",
      paramLabel = "N",
      required = true,
      description = "Peak rate; 1 MAC = 2 operations.")
  private double tops;

  @Option(
      names = "--objective",
      paramLabel = "GOAL",
      completionCandidates = Candidates.PlanObjectives.class,
      defaultValue = "latency",
      description = "What is minimised: latency or dram (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String objective;

  @Option(
      names = "--strategy",
      paramLabel = "STRATEGY",
      completionCandidates = Candidates.PlanStrategies.class,
      defaultValue = "joint",
      description =
          "What a plan may do: layerwise (keep nothing), naive (candidates stay until their first"
              + " use), spill (keep anything), joint (recompute, too; default).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String strategy;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      completionCandidates = Candidates.PlanEngines.class,
      defaultValue = "fast",
      description =
          "fast: within 0.2 %% or what is found soon; exact: until no plan is better by 0.01 %%"
              + " (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String engine;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "Ends the search with the best so far (default: ${DEFAULT-VALUE}). Ctrl-C does the same.")
  @SuppressWarnings("NullAway.Init") // has a default
  private String timeLimit;

  @Option(
      names = "--sensitivity",
      description = "Plan again with one MiB, one GB/s and one TOPS more.")
  private boolean sensitivity;

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private Verbosity verbosity = new Verbosity();

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StepChip chip = new StepChip(ByteSize.of("--sram", sram), bytesPerSecond(), macsPerSecond());
    PlanObjective goal = Choice.of("--objective", objective, PlanObjective.class);
    PlanStrategy allowed = Choice.of("--strategy", strategy, PlanStrategy.class);
    PlanEngine how = Choice.of("--engine", engine, PlanEngine.class);
    long nanoseconds = Duration.nanoseconds("--time-limit", timeLimit);
    json.check();
    StepGraph graph = StepGraphReader.read(file, TextFile.read("plan", file));
    if (!verbosity.quiet()) {
      terminal.progress("planning " + graph.steps() + " steps");
    }
    PlanReport report;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      PlanResult result =
          StepPlanner.plan(graph, chip, goal, allowed, how, limit(interrupted, nanoseconds));
      ImmutableList<PlanSensitivity.Row> more =
          sensitivity
              ? PlanSensitivity.of(
                  chip,
                  other ->
                      StepPlanner.plan(
                          graph, other, goal, allowed, how, limit(interrupted, nanoseconds)),
                  interrupted)
              : ImmutableList.of();
      report = new PlanReport(graph, chip, goal, allowed, how, result, more, Version.text());
    }
    terminal.progressDone();
    json.write(terminal, writer -> PlanJson.write(report, writer));
    if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(PlanSummary.of(report, terminal.width()));
    }
    return ExitCode.OK;
  }

  private static BooleanSupplier limit(Interruption.Watch interrupted, long nanoseconds) {
    long begin = System.nanoTime();
    return () -> interrupted.getAsBoolean() || System.nanoTime() - begin >= nanoseconds;
  }

  private double bytesPerSecond() {
    Matcher matcher = BANDWIDTH.matcher(bandwidth);
    double amount = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
    if (!(amount > 0)) {
      throw new UsageException(
          "--bandwidth " + bandwidth + ": expected a rate above zero, such as 25.6GB/s");
    }
    return amount
        * switch (matcher.group(2)) {
          case "MB/s" -> 1e6;
          case "GB/s" -> 1e9;
          default -> 1e12;
        };
  }

  private double macsPerSecond() {
    if (!(tops > 0 && tops <= MOST_TOPS)) {
      throw new UsageException("--tops " + tops + ": expected a number above zero, such as 16");
    }
    return tops * 1e12 / 2;
  }
}
