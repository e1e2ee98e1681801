package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.mapper.schedule.ScheduleCache;
import dev.npusim.mapper.schedule.SpillFree;
import dev.npusim.npu.hardware.DramSpec;
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

  @Mixin private TimeLimitOption timeLimit = new TimeLimitOption();

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
    timeLimit.check();
    FileOutput lines = csv == null ? null : FileOutput.of("--csv", csv);
    json.check();
    if (csv != null && json.names(csv)) {
      throw new UsageException("--csv and --json name the same file " + csv);
    }
    Phases phases = new Phases(terminal, verbosity);
    phases.next("reading chip and model");
    Npu chip = npu.load().npu();
    Workload workload = model.load();
    StrategiesReport report;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      phases.next("scheduling");
      report = report(workload.graph(), chip, options, timeLimit.from(interrupted));
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
    Scheduler scheduler = Scheduler.create().with(new ScheduleCache()).until(stop);
    long begin = System.nanoTime();
    Schedule found = scheduler.comparing().run(graph, chip, options);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    boolean goesOn = marginal && found.isComplete();
    ImmutableList<Marginal> more =
        goesOn ? more(scheduler, graph, chip, options) : ImmutableList.of();
    OptionalLong spillFree =
        goesOn && !stop.getAsBoolean()
            ? SpillFree.sramBytes(
                scheduler, graph, options, bytes -> with("sram.size=" + bytes / 1024 + "KiB"), stop)
            : OptionalLong.empty();
    return new StrategiesReport(
        model.model(),
        chip.name(),
        found,
        StrategyResult.of(found),
        seconds,
        found.isComplete() && !(marginal && stop.getAsBoolean()),
        more,
        spillFree,
        Version.text());
  }

  private ImmutableList<Marginal> more(
      Scheduler scheduler, Graph graph, Npu chip, Options options) {
    long kib = chip.sram().sizeBytes() / 1024 + 1024;
    // Not read anew with another bandwidth: a DRAM with timings of its own would lose them.
    DramSpec faster = chip.dram().faster(1e9);
    return ImmutableList.of(
        new Marginal(
            "sram.size=" + kib + "KiB",
            scheduler.run(graph, with("sram.size=" + kib + "KiB"), options).published()),
        new Marginal(
            "dram.bandwidth=" + faster.bytesPerSecond() / 1e9 + "GB/s",
            scheduler.run(graph, chip.withDram(faster), options).published()));
  }

  private static String key(String setting) {
    return setting.substring(0, Math.max(0, setting.indexOf('='))).strip();
  }

  /** The chip with this setting, instead of one of the same key where there is one. */
  private Npu with(String setting) {
    List<String> settings = new ArrayList<>(npu.settings());
    settings.removeIf(given -> key(given).equals(key(setting)));
    settings.add(setting);
    return Npus.load(npu.name(), settings).npu();
  }
}
