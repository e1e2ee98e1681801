package dev.npusim.cli;

import dev.npusim.viz.Reports;
import dev.npusim.viz.compare.ComparedRun;
import dev.npusim.viz.compare.LayerFigure;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.compare.RunComparisonCsv;
import dev.npusim.viz.compare.RunComparisonJson;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.ResultException;
import dev.npusim.viz.terminal.RunComparisonSummary;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: results side by side. */
@Command(
    name = "compare",
    description = "Shows results side by side: totals, layers by what changed most, charts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim compare small/ large/",
      "  npusim compare small/ large/ other/result.json --by energy --out compared/",
      "  npusim compare sweep/#3 sweep/#12 --csv"
    })
final class CompareCommand implements Callable<Integer> {
  static final String NAMES = "compare.html, compare.json, compare.csv, charts/";

  /** One letter each. */
  private static final int MOST_RUNS = 26;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "RESULT",
      arity = "1..*",
      description =
          "What simulate --out wrote, or a result.json; DIR#N is point N of a sweep, which is"
              + " simulated again for its layers. The others are compared with the first.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<String> results;

  @Option(
      names = "--by",
      paramLabel = "FIGURE",
      completionCandidates = Candidates.LayerFigures.class,
      defaultValue = "latency",
      description = "Sorts layers by the change of latency, energy or dram (default: latency).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String by;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "20",
      description = "Shows N layers at most (default: 20); files have all of them.")
  private int layers;

  @Option(names = "--out", paramLabel = "DIR", description = "Writes " + NAMES + ".")
  private @Nullable String out;

  @Option(
      names = "--csv",
      description = "Prints totals and layers as CSV, and nothing else, on standard output.")
  private boolean csv;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Verbosity verbosity = new Verbosity();

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LayerFigure figure = Choice.of("--by", by, LayerFigure.class);
    if (results.size() < 2) {
      throw new UsageException(
          "compare needs two or more results; what is " + results.get(0) + " to be compared with?");
    }
    if (results.size() > MOST_RUNS) {
      throw new UsageException("compare takes " + MOST_RUNS + " results at most");
    }
    if (layers < 0) {
      throw new UsageException("--layers " + layers + ": expected 0 or more");
    }
    Path directory = out == null ? null : Destination.directory("--out", out);
    json.check();
    if (csv) {
      json.refuseBesideCsv();
    }
    Phases phases = new Phases(terminal, verbosity);
    List<ComparedRun> runs = new ArrayList<>();
    for (String result : results) {
      phases.next("reading " + result);
      runs.add(run(Character.toString('A' + runs.size()), result, phases));
    }
    RunComparison comparison = RunComparison.of(runs, figure);
    if (directory != null) {
      phases.next("writing " + out);
      Reports.writeAll(comparison, Version.text(), directory);
    }
    phases.end();
    json.write(terminal, writer -> RunComparisonJson.write(comparison, writer));
    if (csv) {
      FileOutput.of("--csv", "-")
          .write(terminal, writer -> RunComparisonCsv.write(comparison, writer));
    } else if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(RunComparisonSummary.render(comparison, terminal.width(), layers));
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + NAMES);
      }
    }
    return ExitCode.OK;
  }

  private ComparedRun run(String label, String source, Phases phases) {
    try {
      return ComparedRun.of(label, source, result(source, phases));
    } catch (ResultException e) {
      throw new UsageException(
          e.getMessage() + "; if another version wrote it, simulate again with this one", e);
    } catch (InvalidPathException e) {
      throw new UsageException(source + ": not a path: " + e.getReason(), e);
    }
  }

  private Result result(String source, Phases phases) {
    if (SweptPoint.isOne(source)) {
      return SweptPoint.of(source).simulate(terminal, phases);
    }
    Path path = Path.of(source);
    if (!Files.isDirectory(path)) {
      return SavedResult.read(path).result();
    }
    Path file = path.resolve("result.json");
    if (!Files.exists(file)) {
      throw new UsageException(
          source
              + (Files.exists(path.resolve(SweepDirectory.JOURNAL))
                  ? ": a sweep; say which point of it, such as " + source + "#0"
                  : ": has no result.json; expected what simulate --out wrote"));
    }
    return SavedResult.read(file).result();
  }
}
