package dev.npusim.cli;

import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.rematerialize.OrderSearch;
import dev.npusim.mapper.rematerialize.Outcome;
import dev.npusim.mapper.rematerialize.Rematerializer;
import dev.npusim.mapper.rematerialize.Replay;
import dev.npusim.mapper.rematerialize.SearchLimit;
import dev.npusim.mapper.rematerialize.StagedPlan;
import dev.npusim.mapper.rematerialize.TaskGraphFile;
import dev.npusim.mapper.search.Effort;
import dev.npusim.viz.report.RematerializationCsv;
import dev.npusim.viz.report.RematerializationJson;
import dev.npusim.viz.report.RematerializationReport;
import dev.npusim.viz.report.RematerializationReport.Answer;
import dev.npusim.viz.terminal.RematerializationSummary;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rematerialize}: what to compute again so that a graph fits a budget. */
@Command(
    name = "rematerialize",
    description = "Finds which nodes to compute again so that what is live fits a budget.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "FILE is JSON: cost and mem of each node, edges [operand, reader], the order of the first",
      "executions; docs/rematerialize.md has the rules. Exit code 3: no plan fits, or none was found.",
      "",
      "Examples:",
      "  npusim rematerialize examples/graph.json --budget 80%%",
      "  npusim rematerialize graph.json --budget 1MiB --time-limit 30s --out sequence.csv"
    })
final class RematerializeCommand implements Callable<Integer> {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?%");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Of the time for another order, what the search for that order has. */
  private static final double ORDERING = 0.3;

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The graph.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String file;

  @Option(
      names = "--budget",
      paramLabel = "SIZE",
      required = true,
      description =
          "What no step may need more than: a number in the file's unit, such as 1MiB, or a"
              + " percentage of the peak when every node runs once, such as 80%%.")
  @SuppressWarnings("NullAway.Init") // required
  private String budget;

  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      description =
          "How long is searched, by steps looked at: fast, normal, best (default: normal, 10 to 20 s"
              + " for hundreds of nodes and up to a minute for thousands, or as many as --time-limit"
              + " allows).")
  private @Nullable String effort;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "Ends the search after this time, such as 30s, with the best so far; the result then"
              + " depends on the machine. Ctrl-C does the same.")
  private @Nullable String timeLimit;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--reorder",
      description =
          "Also looks for another order of first executions; half of the time is for that.")
  private boolean reorder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the best sequence as CSV: step, node, run, cost; - is standard output.")
  private @Nullable String out;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes everything found as JSON; - is standard output.")
  private @Nullable String json;

  @Mixin private Verbosity verbosity = new Verbosity();

  RematerializeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    long nanoseconds =
        timeLimit == null ? Long.MAX_VALUE : Duration.nanoseconds("--time-limit", timeLimit);
    Effort asked = effort == null ? Effort.NORMAL : Choice.of("--effort", effort, Effort.class);
    FileOutput steps = out == null ? null : FileOutput.of("--out", out);
    FileOutput document = json == null ? null : FileOutput.of("--json", json);
    if (out != null && json != null && Path.of(out).normalize().equals(Path.of(json).normalize())) {
      throw new UsageException("--out and --json name the same file " + out);
    }
    TaskGraphFile graph = TaskGraphFile.read(file, TextFile.read("rematerialize", file));
    long bytes = bytes(graph);
    SearchLimit limit =
        effort == null && timeLimit != null
            ? SearchLimit.unlimited()
            : SearchLimit.effort(asked, graph.graph().size());
    RematerializationReport report;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      if (!verbosity.quiet()) {
        terminal.progress("searching a plan for " + graph.graph().size() + " nodes");
      }
      report = report(graph, bytes, limit.or(nanoseconds, interrupted));
    }
    terminal.progressDone();
    requireFits(report);
    if (steps != null) {
      steps.write(
          terminal, writer -> RematerializationCsv.write(report.best().orElseThrow(), writer));
    }
    if (document != null) {
      document.write(terminal, writer -> RematerializationJson.write(report, writer));
    }
    if (!verbosity.quiet() && !isStandardOutput(steps) && !isStandardOutput(document)) {
      terminal.show(RematerializationSummary.render(report, terminal.width()));
    }
    return ExitCode.OK;
  }

  private static boolean isStandardOutput(@Nullable FileOutput output) {
    return output != null && output.isStandardOutput();
  }

  private long bytes(TaskGraphFile graph) {
    Matcher percent = PERCENT.matcher(budget);
    if (!percent.matches()) {
      if (budget.endsWith("%")) {
        throw percentage();
      }
      return ByteSize.of("--budget", budget);
    }
    BigDecimal share = new BigDecimal(percent.group(1));
    if (share.signum() == 0 || share.compareTo(HUNDRED) > 0) {
      throw percentage();
    }
    Replay once = Replay.of(graph.graph(), StagedPlan.once(graph.graph()).sequence());
    return share
        .multiply(BigDecimal.valueOf(once.peak()))
        .divide(HUNDRED, 0, RoundingMode.CEILING)
        .longValueExact();
  }

  private UsageException percentage() {
    return new UsageException(
        "--budget " + budget + ": expected a percentage above 0 and up to 100, such as 80%");
  }

  private RematerializationReport report(TaskGraphFile graph, long bytes, SearchLimit limit) {
    long begin = System.nanoTime();
    int least = graph.graph().heaviestNode();
    if (graph.graph().largestNode() > bytes) {
      throw new InfeasibleException(
          "%s: the budget %,d is below what node %d needs with its operands; no sequence has a peak"
                  .formatted(file, bytes, graph.nodes().get(least))
              + " below %,d".formatted(graph.graph().largestNode()));
    }
    Answer given = answer(graph, bytes, reorder ? limit.share(0.5) : limit);
    Optional<Answer> reordered = Optional.empty();
    if (reorder) {
      int[] order = new OrderSearch(graph.graph(), bytes, seed, limit.share(0.5 * ORDERING)).run();
      reordered =
          Optional.of(answer(graph.inOrder(order), bytes, limit.share(0.5 * (1 - ORDERING))));
    }
    boolean isCut =
        limit.interrupted().getAsBoolean() || System.nanoTime() - begin >= limit.nanoseconds();
    return new RematerializationReport(
        bytes, given, reordered, seed, isCut, Version.text(), commandLine());
  }

  private Answer answer(TaskGraphFile graph, long bytes, SearchLimit limit) {
    Rematerializer rematerializer = new Rematerializer(seed, limit);
    Outcome outcome = rematerializer.solve(graph.graph(), bytes);
    return new Answer(graph, outcome, rematerializer.rounds());
  }

  private void requireFits(RematerializationReport report) {
    if (report.best().isPresent()) {
      return;
    }
    long largest = report.given().file().graph().largestNode();
    OptionalLong lowest =
        Stream.concat(Stream.of(report.given()), report.reordered().stream())
            .filter(answer -> answer.outcome() instanceof Outcome.Unknown)
            .mapToLong(
                answer -> answer.replay(((Outcome.Unknown) answer.outcome()).lowest()).peak())
            .min();
    if (lowest.isPresent()) {
      throw new InfeasibleException(
          "%s: none found within %,d; the lowest peak reached is %,d, no sequence has one below %,d%s"
              .formatted(
                  file,
                  report.budget(),
                  lowest.getAsLong(),
                  largest,
                  report.isCut() ? "; ended early, by the clock or by hand" : ""));
    }
    throw new InfeasibleException(
        "%s: no plan in this order fits %,d: searched to the end; %s"
            .formatted(
                file,
                report.budget(),
                report.reordered().isPresent()
                    ? "nor does one in the other order that was tried"
                    : "--reorder allows others"));
  }

  private String commandLine() {
    CommandText text = new CommandText("npusim", "rematerialize", file);
    text.add("--budget", budget);
    if (effort != null) {
      text.add("--effort", effort);
    }
    if (timeLimit != null) {
      text.add("--time-limit", timeLimit);
    }
    text.add("--seed", Long.toString(seed));
    if (reorder) {
      text.add("--reorder");
    }
    return text.toString();
  }
}
