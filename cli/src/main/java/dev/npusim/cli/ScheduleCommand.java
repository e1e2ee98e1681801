package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.mapper.schedule.ScheduleCache;
import dev.npusim.mapper.schedule.SpillFree;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.report.StrategiesJson;
import dev.npusim.viz.report.StrategiesReport;
import dev.npusim.viz.report.StrategiesReport.Marginal;
import dev.npusim.viz.terminal.StrategiesSummary;
import dev.npusim.workloads.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule}: single strategies and all of them together, side by side. */
@Command(
    name = "schedule",
    description =
        "Compares ways to schedule a model on a chip: keep, spill, recompute, and all together.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim schedule sd15-unet --npu edge-16tops",
      "  npusim schedule depthwise-unet --npu edge-4tops --objective dram --marginal",
      "  npusim schedule resnet-50 --npu edge-16tops --set sram.size=1MiB --csv -"
    })
final class ScheduleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ModelArguments model = new ModelArguments();

  @Mixin private ChipArguments npu = new ChipArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  @Option(
      names = "--marginal",
      description =
          "Schedules again with one MiB of SRAM more and with one GB/s more, and looks for the"
              + " smallest SRAM that spills nothing.")
  private boolean marginal;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "Ends the search after this time, such as 10s, with the best so far; the result then"
              + " depends on the machine. Ctrl-C does the same.")
  private @Nullable String timeLimit;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes a line per strategy; - is standard output.")
  private @Nullable String csv;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Verbosity verbosity = new Verbosity();

  ScheduleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Options options = schedule.options(model.precision());
    if (options.skips() != Options.Skips.AUTO) {
      throw new UsageException("schedule compares all strategies; --skips has no meaning here");
    }
    long nanoseconds =
        timeLimit == null ? Long.MAX_VALUE : Duration.nanoseconds("--time-limit", timeLimit);
    FileOutput lines = csv == null ? null : FileOutput.of("--csv", csv);
    json.check();
    if (csv != null && csv.equals(json.path())) {
      throw new UsageException("--csv and --json name the same file " + csv);
    }
    Phases phases = new Phases(terminal, verbosity);
    phases.next("reading chip and model");
    Npu chip = npu.load().npu();
    Workload workload = model.load();
    phases.next("scheduling");
    StrategiesReport report;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      long begin = System.nanoTime();
      BooleanSupplier stop =
          () -> interrupted.getAsBoolean() || System.nanoTime() - begin >= nanoseconds;
      report = report(workload.graph(), chip, options, stop);
    }
    phases.end();
    json.write(terminal, writer -> StrategiesJson.write(report, writer));
    boolean isTable = json.isStandardOutput();
    if (lines != null) {
      lines.write(terminal, writer -> StrategiesJson.writeCsv(List.of(report), writer));
      isTable |= lines.isStandardOutput();
    }
    if (!verbosity.quiet() && !isTable) {
      terminal.show(StrategiesSummary.of(report, terminal.width()));
    }
    return ExitCode.OK;
  }

  private StrategiesReport report(Graph graph, Npu chip, Options options, BooleanSupplier stop) {
    Scheduler scheduler = Scheduler.create().with(new ScheduleCache()).until(stop).comparing();
    long begin = System.nanoTime();
    Schedule found = scheduler.run(graph, chip, options);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    return new StrategiesReport(
        model.model(),
        chip.name(),
        found,
        StrategyResult.of(found),
        seconds,
        !stop.getAsBoolean(),
        marginal ? more(scheduler, graph, chip, options) : ImmutableList.of(),
        marginal ? spillFree(stop, graph, options) : OptionalLong.empty(),
        Version.text());
  }

  private ImmutableList<Marginal> more(
      Scheduler scheduler, Graph graph, Npu chip, Options options) {
    long sram = chip.sram().sizeBytes();
    double bandwidth = chip.dram().bytesPerSecond();
    ImmutableList.Builder<Marginal> rows = ImmutableList.builder();
    for (String setting :
        List.of(
            "sram.size=" + (sram / 1024 + 1024) + "KiB",
            "dram.bandwidth=" + (bandwidth / 1e9 + 1) + "GB/s")) {
      Schedule found = scheduler.run(graph, with(setting), options);
      StrategyResult.of(found).stream()
          .filter(row -> row.strategy().equals(StrategyResult.JOINT))
          .flatMap(row -> row.best().stream())
          .forEach(best -> rows.add(new Marginal(setting, best)));
    }
    return rows.build();
  }

  private OptionalLong spillFree(BooleanSupplier stop, Graph graph, Options options) {
    return SpillFree.sramBytes(
        Scheduler.create().with(new ScheduleCache()).until(stop),
        graph,
        options,
        bytes -> with("sram.size=" + bytes / 1024 + "KiB"));
  }

  /** The chip with one more setting. */
  private Npu with(String setting) {
    List<String> settings = new ArrayList<>(npu.settings());
    settings.add(setting);
    return Npus.load(npu.name(), settings).npu();
  }
}
