package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.sweep.Constraint;
import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.OutcomeStore;
import dev.npusim.mapper.sweep.Sampling;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.mapper.sweep.SweepRun;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.viz.Reports;
import dev.npusim.viz.sweep.SweepCsv;
import dev.npusim.viz.sweep.SweepJson;
import dev.npusim.viz.sweep.SweepReport;
import dev.npusim.viz.sweep.SweepSummary;
import dev.npusim.viz.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sweep}: models on many variants of a chip, and what all of them say together. */
@Command(
    name = "sweep",
    description = "Runs models on many variants of a chip: CSV, Pareto front, charts; resumable.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim sweep sd15-unet --vary sram=1MiB..32MiB:x2 --vary dram.bandwidth=25.6GB/s,51.2GB/s"
          + " --effort fast --out sweep/",
      "  npusim sweep resnet-50 mobilenet-v2 --vary array.rows=16,32,64 --vary"
          + " precision=w8a8,w4a16",
      "  npusim sweep sweep.yaml --out sweep/"
    })
final class SweepCommand implements Callable<Integer> {
  /** More than anybody waits for, or a page shows. */
  static final long MOST_POINTS = 1_000_000;

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      completionCandidates = Candidates.Models.class,
      arity = "1..*",
      description =
          "Models as in simulate, or one sweep.yaml that says everything (docs/sweep.md).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<String> models;

  @Option(
      names = "--vary",
      paramLabel = "KEY=VALUES",
      description =
          "Any key of --set, a memory's name for its size, npu, precision, objective, effort,"
              + " skips, weights, zeros, seed or dim.NAME. Values: a list, a..b:+STEP or"
              + " a..b:xFACTOR; may be repeated.")
  private List<String> vary = new ArrayList<>();

  @Mixin private ChipArguments npu = new ChipArguments();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  @Option(
      names = "--front",
      paramLabel = "A,B[,C]",
      defaultValue = "latency,energy",
      description =
          "What the Pareto front is of: two or three of latency, energy, edp, power, peak_power,"
              + " area, peak_sram, dram (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String front;

  @Option(
      names = "--constraint",
      paramLabel = "LIMIT",
      description = "What designs must keep, such as 'area <= 4 mm2'; may be repeated.")
  private List<String> constraints = new ArrayList<>();

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "Works on N points of the grid at most.")
  private @Nullable Long budget;

  @Option(
      names = "--sampling",
      paramLabel = "SAMPLING",
      completionCandidates = Candidates.Samplings.class,
      description = "With --budget: random, or adaptive, next to the front (default: random).")
  private @Nullable String sampling;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Points worked on at a time (default: one per processor); no figure depends on it.")
  private @Nullable Integer jobs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Writes sweep.csv, sweep.json, front.csv, report.html and charts/, and keeps every point"
              + " in sweep.journal: the same command, or one with more points, goes on from there.")
  private @Nullable String out;

  @Option(names = "--csv", description = "Prints sweep.csv, and nothing else, on standard output.")
  private boolean csv;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Verbosity verbosity = new Verbosity();

  SweepCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (models.size() == 1 && SweepFile.isOne(models.get(0))) {
      return fromFile(models.get(0));
    }
    return sweep();
  }

  /** The file's content stands for options; those on the command line are added. */
  private Integer fromFile(String file) {
    List<String> arguments = new ArrayList<>(SweepFile.arguments(file));
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    boolean isFirst = !given.isEmpty() && given.get(0).equals(spec.name());
    given.stream()
        .skip(isFirst ? 1 : 0)
        .filter(argument -> !argument.equals(file))
        .forEach(arguments::add);
    SweepCommand command = new SweepCommand(terminal);
    try {
      new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
    return command.sweep();
  }

  private Integer sweep() {
    ImmutableList<Metric> objectives = objectives();
    ImmutableList<Constraint> limits =
        constraints.stream()
            .map(text -> Constraint.parse("--constraint", text))
            .collect(ImmutableList.toImmutableList());
    json.check();
    if (csv) {
      json.refuseBesideCsv();
    }
    int workers = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    if (workers < 1) {
      throw new UsageException("--jobs " + workers + ": expected at least 1");
    }
    Options options = schedule.options(model.precision());
    SweepPoints points = new SweepPoints(models, npu, model, options, vary, limits);
    Grid grid = points.grid();
    Sampling how = sampling(grid);
    Chip chip = npu.load();
    ImmutableList<ImmutableList<String>> words = points.words();
    try (SweepDirectory directory = out == null ? null : SweepDirectory.open(out)) {
      SweepProgress progress = new SweepProgress(terminal, verbosity);
      OutcomeStore store = directory == null ? OutcomeStore.inMemory() : directory.store();
      SweepRun run =
          new SweepRun(
              points::prepare,
              store,
              Version.text() + " " + Fingerprint.ofMapper(),
              workers,
              progress);
      Map<Long, Outcome> outcomes =
          how.run(
              grid,
              budget == null ? Long.MAX_VALUE : budget,
              options.seed(),
              run::run,
              known -> SweepResult.of(grid, known, objectives, limits).front());
      progress.end();
      SweepReport report =
          new SweepReport(
              points.title(chip),
              SweepResult.of(grid, outcomes, objectives, limits),
              how,
              chip.npu().sram().name() + ".size",
              facts(options),
              words,
              command(options),
              commandLine(options),
              ChipWriter.write(chip.npu()),
              Version.text());
      if (directory != null) {
        Reports.writeAll(report, directory.path());
      }
      json.write(terminal, writer -> SweepJson.write(report, writer));
      if (csv) {
        FileOutput.of("--csv", "-")
            .write(terminal, writer -> SweepCsv.write(report.result(), writer));
      } else if (!verbosity.quiet() && !json.isStandardOutput()) {
        terminal.show(SweepSummary.render(report, terminal.width()));
        terminal.out().println();
        progress
            .summary(run.read(), run.clock())
            .lines()
            .flatMap(line -> Text.wrap(line, terminal.width()).stream())
            .forEach(terminal.out()::println);
        if (out != null) {
          terminal.out().println("Written to " + out + ": " + SweepDirectory.NAMES);
        }
      }
      return report.result().count(Outcome.Status.OK) > 0 ? ExitCode.OK : ExitCode.INFEASIBLE;
    }
  }

  private ImmutableList<Metric> objectives() {
    List<String> words =
        Arrays.stream(Metric.values()).filter(Metric::isObjective).map(Metric::word).toList();
    List<Metric> measures = new ArrayList<>();
    for (String word : front.split(",", -1)) {
      Metric metric =
          Metric.of(word.strip())
              .filter(Metric::isObjective)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "--front " + front + ": " + word + NearestName.hint(word, words)));
      if (measures.contains(metric)) {
        throw new UsageException("--front " + front + ": " + word + " is given twice");
      }
      measures.add(metric);
    }
    if (measures.size() < 2 || measures.size() > 3) {
      throw new UsageException("--front " + front + ": expected two or three");
    }
    return ImmutableList.copyOf(measures);
  }

  private Sampling sampling(Grid grid) {
    if (budget != null && (budget < 1 || budget > MOST_POINTS)) {
      throw new UsageException("--budget " + budget + ": expected 1 to " + MOST_POINTS + " points");
    }
    if (budget == null) {
      if (sampling != null) {
        throw new UsageException("--sampling " + sampling + " needs --budget N");
      }
      if (grid.size() > MOST_POINTS) {
        throw new UsageException(
            "--vary: "
                + (grid.size() == Long.MAX_VALUE ? "far more" : grid.size() + " points, more")
                + " than "
                + MOST_POINTS
                + "; vary less, or choose among them with --budget N");
      }
      return Sampling.GRID;
    }
    Sampling how =
        sampling == null ? Sampling.RANDOM : Choice.of("--sampling", sampling, Sampling.class);
    return budget >= grid.size() ? Sampling.GRID : how;
  }

  private static ImmutableMap<String, String> facts(Options options) {
    return ImmutableMap.of(
        "precision", options.precision().toString(),
        "effort", options.effort().lower(),
        "objective", options.goal().lower() + " of each schedule");
  }

  /** The beginning of the command line of every point. */
  private String command(Options options) {
    CommandText text = new CommandText("npusim", "simulate");
    if (models.size() == 1) {
      text.add(text(models.get(0)));
    }
    describe(options, text);
    return text.toString();
  }

  private static String text(String word) {
    return new CommandText(word).toString();
  }

  private void describe(Options options, CommandText text) {
    boolean npuVaried = vary.stream().anyMatch(each -> each.strip().startsWith("npu="));
    if (npuVaried) {
      npu.describeSettings(text);
    } else {
      npu.describe(text);
    }
    model.describe(text);
    schedule.describe(options, text);
  }

  private String commandLine(Options options) {
    CommandText text = new CommandText("npusim", "sweep");
    models.forEach(name -> text.add(text(name)));
    describe(options, text);
    vary.forEach(each -> text.add("--vary", each));
    text.add("--front", front);
    constraints.forEach(each -> text.add("--constraint", each));
    if (budget != null) {
      text.add("--budget", Objects.requireNonNull(budget).toString());
    }
    if (sampling != null) {
      text.add("--sampling", Objects.requireNonNull(sampling));
    }
    return text.toString();
  }
}
