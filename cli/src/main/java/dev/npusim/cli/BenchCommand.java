package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.Contraction;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.bench.MapperBench;
import dev.npusim.mapper.bench.ReferenceLayers;
import dev.npusim.mapper.bench.Repetition;
import dev.npusim.mapper.bench.SimulatorBench;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Architectures;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchProblem;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.viz.report.MapperBenchJson;
import dev.npusim.viz.report.MapperBenchReport;
import dev.npusim.viz.report.SimulatorBenchJson;
import dev.npusim.viz.report.SimulatorBenchReport;
import dev.npusim.viz.terminal.MapperBenchSummary;
import dev.npusim.viz.terminal.SimulatorBenchSummary;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: how fast this program is on this machine. */
@Command(
    name = "bench",
    description = {
      "Measures how fast mappings are priced and searched, in CPU seconds of this machine:",
      "evaluations per second and bytes allocated per counter and layer, the search for a layer,",
      "and for all layers of a model; takes about two minutes. Or how fast a mapped model is",
      "simulated: events per second, an event being the start or the end of an instruction."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim bench mapper",
      "  npusim bench mapper --model sd15-unet --json bench.json",
      "  npusim bench simulate --model sd15-unet"
    })
final class BenchCommand implements Callable<Integer> {
  /** What can be measured. */
  enum Part {
    MAPPER,
    SIMULATE
  }

  private static final int WARM_UPS = 2;
  private static final String HARDWARE = "edge3";

  /** Runs in a row, as many as a usual denoising. */
  private static final long TIMES = 50;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "PART",
      completionCandidates = Candidates.BenchParts.class,
      description = "What to measure: mapper or simulate.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String part;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "resnet-50",
      description = "Whose layers are mapped (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String model;

  @Mixin private ChipArguments npu = new ChipArguments();

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measurements, of which the median counts (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "0.1",
      description = "CPU seconds of pricing per measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private ModelOptions options = new ModelOptions();

  @Mixin private Verbosity verbosity = new Verbosity();

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Part measured = Choice.of("bench", part, Part.class);
    positive("--repetitions", repetitions, repetitions >= 1);
    positive("--seconds", seconds, seconds > 0 && seconds < Double.POSITIVE_INFINITY);
    int workers = threads.count();
    json.check();
    Chip chip = npu.load();
    if (measured == Part.SIMULATE) {
      return simulator(chip);
    }
    List<List<SearchProblem>> problems = problems(chip.npu());
    Phases phases = new Phases(terminal, verbosity);
    Repetition repetition = new Repetition(WARM_UPS, repetitions, seconds);
    MapperBench bench = new MapperBench(repetition, seed);
    Architecture architecture = Architectures.edge3();
    phases.next("pricing mappings");
    ImmutableList<MapperBench.Rate> rates = bench.rates(architecture, ReferenceLayers.all());
    ImmutableList.Builder<MapperBench.SearchTime> searches = ImmutableList.builder();
    for (Counter counter : MapperBench.counters()) {
      for (Layer layer : ReferenceLayers.all()) {
        phases.next("searching " + layer.name());
        searches.add(bench.search(counter, architecture, layer, Effort.FAST));
        searches.add(bench.search(counter, architecture, layer, Effort.NORMAL));
      }
    }
    phases.next("mapping " + model);
    ImmutableList<MapperBench.ModelTime> models =
        ImmutableList.of(
            bench.model(problems, Effort.FAST, workers),
            bench.model(problems, Effort.NORMAL, workers));
    phases.end();
    MapperBenchReport report =
        new MapperBenchReport(
            machine(),
            repetition,
            HARDWARE,
            rates,
            searches.build(),
            model,
            chip.source(),
            models,
            Version.text(),
            commandLine());
    json.write(terminal, writer -> MapperBenchJson.write(report, writer));
    if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(MapperBenchSummary.render(report, terminal.width()));
    }
    return ExitCode.OK;
  }

  private int simulator(Chip chip) {
    Phases phases = new Phases(terminal, verbosity);
    phases.next("mapping " + model);
    Options usual = Options.DEFAULT;
    Program program =
        Scheduler.schedule(
                options.load(model).graph(),
                chip.npu(),
                new Options(options.precision(), usual.goal(), Effort.FAST, usual.skips(), seed))
            .execution()
            .program();
    phases.next("simulating");
    Repetition repetition = new Repetition(WARM_UPS, repetitions, seconds);
    SimulatorBenchReport report =
        new SimulatorBenchReport(
            machine(),
            repetition,
            model,
            chip.source(),
            new SimulatorBench(repetition).measure(chip.npu(), program, TIMES),
            Version.text(),
            commandLine());
    phases.end();
    json.write(terminal, writer -> SimulatorBenchJson.write(report, writer));
    if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(SimulatorBenchSummary.render(report, terminal.width()));
    }
    return ExitCode.OK;
  }

  private static void positive(String option, Number value, boolean holds) {
    if (!holds) {
      throw new UsageException(option + " " + value + ": expected more than 0");
    }
  }

  /** Each distinct layer of the model on each dataflow of the chip, for the least EDP. */
  private List<List<SearchProblem>> problems(Npu chip) {
    Set<Object> seen = new HashSet<>();
    List<List<SearchProblem>> problems = new ArrayList<>();
    for (Node node : options.load(model).graph().nodes()) {
      if (node.op() instanceof Contraction contraction) {
        for (Layer layer : Layers.of(node.name(), contraction, node.types(), options.precision())) {
          if (seen.add(List.of(layer.dims(), layer.operands()))) {
            problems.add(
                Target.of(chip, layer).stream()
                    .map(
                        target ->
                            new SearchProblem(
                                target.architecture(), layer, new PhysicalCounter(), Objective.EDP))
                    .toList());
          }
        }
      }
    }
    return problems;
  }

  private static MapperBenchReport.Machine machine() {
    return new MapperBenchReport.Machine(
        System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version")
            + " ("
            + System.getProperty("java.vendor")
            + ")",
        ImmutableList.copyOf(
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X"))
                .toList()),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Processor.name(),
        Runtime.getRuntime().availableProcessors());
  }

  private String commandLine() {
    CommandText text = new CommandText("npusim", "bench");
    text.add(part);
    text.add("--model", model);
    npu.describe(text);
    options.describe(text);
    text.add("--precision", options.precision().toString());
    text.add("--repetitions", String.valueOf(repetitions));
    text.add("--seconds", String.valueOf(seconds));
    text.add("--seed", String.valueOf(seed));
    return text.toString();
  }
}
