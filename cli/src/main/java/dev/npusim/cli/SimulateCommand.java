package dev.npusim.cli;

import dev.npusim.mapper.Options;
import dev.npusim.mapper.Repeats;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.viz.report.ResultJson;
import dev.npusim.viz.report.RunInputs;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.terminal.TerminalSummary;
import dev.npusim.workloads.TextGeneration;
import dev.npusim.workloads.Workload;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code simulate}: schedule a model on a chip, run it, check the run, report. */
@Command(
    name = "simulate",
    description = "Runs a model on a chip: cycles, energy, DRAM traffic, SRAM, and what hurts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim simulate sd15-unet --npu edge-16tops --out out/",
      "  npusim simulate sd15-unet --npu edge-16tops --set sram.size=8MiB --dim latent=96",
      "  npusim simulate model.onnx --npu chip.yaml --precision w4a16 --json result.json",
      "  npusim simulate sd15-unet --repeat 50",
      "  npusim simulate llama-3.2-1b --prompt 128 --generate 64 --precision w4a16"
    })
final class SimulateCommand implements Callable<Integer> {
  /** Cycles of this many repetitions of any model still fit a long. */
  static final long MOST_REPETITIONS = 1_000_000;

  private final Terminal terminal;

  @Mixin private ModelArguments model = new ModelArguments();

  @Mixin private ChipArguments npu = new ChipArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();
  @Mixin private TimeLimitOption timeLimit = new TimeLimitOption();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Runs the model N times in a row (denoising steps, tokens at a constant context), each"
              + " reading its inputs when the results before it are in DRAM.")
  private @Nullable Long repeat;

  @Mixin private GenerationArguments text = new GenerationArguments();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Writes result.json, layers.csv, report.html, charts/, trace.json and execution.json.gz.")
  private @Nullable String out;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Verbosity verbosity = new Verbosity();

  SimulateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (repeat != null && (repeat < 1 || repeat > MOST_REPETITIONS)) {
      throw new UsageException(
          "--repeat " + repeat + ": expected 1 to " + MOST_REPETITIONS + " repetitions");
    }
    if (text.isGiven()) {
      text.check();
      if (repeat != null) {
        throw new UsageException(
            "--repeat has no effect with --generate: its steps are runs in a row");
      }
    }
    Options options = schedule.options(model.precision());
    Path directory = out == null ? null : Destination.directory("--out", out);
    json.check();
    timeLimit.check();
    Phases phases = new Phases(terminal, verbosity);
    phases.next("reading chip and model");
    Chip chip = npu.load();
    if (text.isGiven()) {
      return generate(phases, chip, options, directory);
    }
    Run run = run(phases, chip, options, true);
    if (directory != null) {
      phases.next("writing " + out);
      Schedule found = run.report().schedule();
      RunFiles.write(
          run.report(),
          new SavedRun(found.model(), found.execution(), ChipWriter.write(chip.npu())),
          directory);
    }
    return show(phases, run.report(), run.check(), RunFiles.NAMES);
  }

  /** The run alone, for those who want its figures: nothing is shown or written. */
  Run run(Phases phases) {
    phases.next("reading chip and model");
    return run(phases, npu.load(), schedule.options(model.precision()), false);
  }

  /** A run and what the checker found. */
  record Run(RunReport report, CheckResult check) {}

  /**
   * @param explains whether to say what a little more SRAM or bandwidth would do
   */
  private Run run(Phases phases, Chip chip, Options options, boolean explains) {
    Workload workload = model.load();
    Schedule found;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      phases.next("scheduling");
      found =
          (explains
                  ? scheduler(interrupted).explaining(() -> phases.next("asking what would help"))
                  : scheduler(interrupted))
              .run(
                  workload.graph(),
                  chip.npu(),
                  options,
                  Repeats.times(repeat == null ? 1 : repeat));
    }
    return report(phases, chip, workload, found);
  }

  private Scheduler scheduler(Interruption.Watch interrupted) {
    return Scheduler.create().until(timeLimit.from(interrupted));
  }

  private Run report(Phases phases, Chip chip, Workload workload, Schedule found) {
    Options options = found.options();
    phases.next("checking");
    Optional<Repetition> repetition =
        repeat == null ? Optional.empty() : Optional.of(Repeater.repeat(found.execution(), repeat));
    CheckResult check =
        repetition
            .map(repeated -> Checker.check(found.model(), found.execution(), repeated))
            .orElseGet(() -> Checker.check(found.model(), found.execution()));
    RunReport report =
        RunReport.of(
            new RunInputs(
                found,
                Facts.of(workload, options.precision()),
                Facts.of(chip, npu.isDefault()),
                Facts.of(check),
                repetition,
                Version.text(),
                commandLine(options)));
    return new Run(report, check);
  }

  private int generate(Phases phases, Chip chip, Options options, @Nullable Path directory) {
    TextGeneration generation = model.generation();
    TextRun run;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      phases.next("scheduling");
      run =
          new TextRun(
              generation,
              chip,
              Facts.of(chip, npu.isDefault()),
              options,
              text,
              commandLine(options),
              scheduler(interrupted));
    }
    return report(phases, run, directory);
  }

  private int report(Phases phases, TextRun run, @Nullable Path directory) {
    phases.next("checking");
    RunReport report = run.report();
    if (directory != null) {
      phases.next("writing " + out);
      RunFiles.write(report, run.last(), run.parts(), directory);
    }
    String names = RunFiles.NAMES + "; " + String.join(", ", run.parts().keySet());
    return show(phases, report, run.check(), names);
  }

  private int show(Phases phases, RunReport report, CheckResult check, String written) {
    json.write(terminal, writer -> ResultJson.write(report.result(), writer));
    phases.end();
    if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(TerminalSummary.render(report, terminal.width()));
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + written);
      }
    }
    return Verdict.print(check, terminal);
  }

  /** Reproduces the run; where the results go makes no difference to it. */
  private String commandLine(Options options) {
    CommandText command = new CommandText("npusim", "simulate", model.model());
    npu.describe(command);
    model.describe(command);
    schedule.describe(options, command);
    timeLimit.describe(command);
    if (repeat != null) {
      command.add("--repeat", repeat.toString());
    }
    if (text.isGiven()) {
      text.describe(command);
    }
    return command.toString();
  }
}
