package dev.npusim.cli;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.GenerationScheduler;
import dev.npusim.mapper.GenerationScheduler.Schedules;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.viz.report.GenerationReport;
import dev.npusim.viz.report.HardwareFacts;
import dev.npusim.viz.report.RunInputs;
import dev.npusim.viz.report.RunReport;
import dev.npusim.workloads.TextGeneration;
import dev.npusim.workloads.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A text that is generated: its prompt and some of its steps, scheduled, checked and reported. */
final class TextRun {
  /** The directory of the prompt's run. */
  static final String PREFILL = "prefill";

  private final TextGeneration model;
  private final Chip chip;
  private final HardwareFacts hardware;
  private final Options options;
  private final String commandLine;
  private final Schedules schedules;
  private final List<CheckResult> checks = new ArrayList<>();
  private final ImmutableMap.Builder<String, RunFiles.Part> parts = ImmutableMap.builder();

  /**
   * Schedules.
   *
   * @throws dev.npusim.mapper.InfeasibleException when a run does not fit the chip
   */
  TextRun(
      TextGeneration model,
      Chip chip,
      HardwareFacts hardware,
      Options options,
      GenerationArguments text,
      String commandLine,
      Scheduler scheduler) {
    this.model = model;
    this.chip = chip;
    this.hardware = hardware;
    this.options = options;
    this.commandLine = commandLine;
    this.schedules =
        new GenerationScheduler(scheduler, chip.npu(), options, text.prompt(), text.generate())
            .schedule(
                model.prompt(text.prompt()).graph(),
                context -> model.step(context).graph(),
                model.isConstant());
  }

  /** The directory of a step's run. */
  static String directory(long context) {
    return "context-" + context;
  }

  /** Checks every run, and makes the report of the last step with that of the whole text. */
  RunReport report() {
    long steps = schedules.generation().steps();
    Schedule prefill = schedules.prefill();
    CheckResult read = Checker.check(prefill.model(), prefill.execution());
    checks.add(read);
    long prompt = schedules.generation().prompt();
    RunReport first = report(prefill, model.prompt(prompt), read, Optional.empty());
    parts.put(PREFILL, new RunFiles.Part(first, saved(prefill), true));
    double hertz = chip.npu().clockHz();
    Execution unpinned = schedules.unpinned().execution();
    GenerationReport text =
        new GenerationReport(
            schedules.generation(),
            Repeater.repeat(unpinned, Math.max(2, steps)).steadyCycles() / hertz);
    RunReport last = first;
    for (Map.Entry<Long, Schedule> step : schedules.steps().entrySet()) {
      Schedule schedule = step.getValue();
      CheckResult check = check(schedule.model(), schedule.execution(), steps);
      checks.add(check);
      boolean isLast = schedule.equals(schedules.last());
      RunReport report =
          report(
              schedule,
              model.step(step.getKey()),
              check,
              isLast ? Optional.of(text) : Optional.empty());
      if (isLast) {
        last = report;
      } else {
        parts.put(directory(step.getKey()), new RunFiles.Part(report, saved(schedule), false));
      }
    }
    return last;
  }

  /** A step alone and, for what stays, behind another one. */
  static CheckResult check(Graph graph, Execution step, long steps) {
    return Checker.check(graph, step, () -> Repeater.repeat(step, Math.max(2, steps)));
  }

  private RunReport report(
      Schedule schedule, Workload workload, CheckResult check, Optional<GenerationReport> text) {
    return RunReport.of(
        new RunInputs(
            schedule,
            Facts.of(workload, options.precision()),
            hardware,
            Facts.of(check),
            Optional.empty(),
            text,
            Version.text(),
            commandLine));
  }

  SavedRun saved(Schedule schedule) {
    return new SavedRun(schedule.model(), schedule.execution(), ChipWriter.write(chip.npu()));
  }

  /** The run in the directory itself. */
  SavedRun last() {
    return saved(schedules.last());
  }

  /** The other runs, by directory. */
  ImmutableMap<String, RunFiles.Part> parts() {
    return parts.buildOrThrow();
  }

  /** The first check that failed, or that of the last run. */
  CheckResult check() {
    return checks.stream()
        .filter(check -> !check.passed())
        .findFirst()
        .orElseGet(() -> checks.get(checks.size() - 1));
  }
}
