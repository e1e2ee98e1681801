package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.calibrate.CalibratedChip;
import dev.npusim.npu.calibrate.Calibration;
import dev.npusim.npu.calibrate.CalibrationModel;
import dev.npusim.npu.calibrate.CalibrationSets;
import dev.npusim.npu.calibrate.CalibrationSets.CalibrationSet;
import dev.npusim.npu.calibrate.ChipConstant;
import dev.npusim.npu.calibrate.Measurements;
import dev.npusim.npu.calibrate.Term;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.report.CalibrationJson;
import dev.npusim.viz.report.CalibrationReport;
import dev.npusim.viz.terminal.CalibrationSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code calibrate}: constants fitted to measured rows. */
@Command(
    name = "calibrate",
    description = {
      "Fits named constants to measured rows, says how far off they are for rows that were left out,",
      "and writes them into a chip.yaml."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Sets that ship with the program: nvdla-area-28nm, nvdla-area-16nm, nvdla-power.",
      "",
      "Examples:",
      "  npusim calibrate nvdla-area-16nm --npu nvdla-large --out chip.yaml",
      "  npusim calibrate rows.csv --target power_mw --unit mW --term per_mac=macs*clock_ghz \\",
      "      --term fixed=1 --write energy.static=fixed:mW --npu chip.yaml --out calibrated.yaml",
      "",
      "Exit code 4 says that a row left out is further off than the bar."
    })
final class CalibrateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "ROWS", description = "A set, or a CSV file of measured rows.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String rows;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The measured column that the constants are to describe.")
  private @Nullable String target;

  @Option(names = "--unit", paramLabel = "UNIT", description = "Of the target, for the tables.")
  private @Nullable String unit;

  @Option(
      names = "--term",
      paramLabel = "NAME=EXPRESSION",
      description =
          "A constant and the columns and numbers, joined by * and /, that it is multiplied with; 1 for"
              + " one that stands alone; may be repeated.")
  private List<String> terms = new ArrayList<>();

  @Option(
      names = "--bar",
      paramLabel = "SHARE",
      description = "What the worst row left out may be off, such as 0.15.")
  private @Nullable Double bar;

  @Option(
      names = "--write",
      paramLabel = "KEY=NAME:UNIT",
      description =
          "The key of chip.yaml that a constant becomes, with the value's unit; KEY=1/NAME for one over"
              + " it; may be repeated.")
  private List<String> writes = new ArrayList<>();

  @Option(
      names = "--npu",
      paramLabel = "CHIP",
      description = "The preset or chip.yaml that --out changes.")
  private @Nullable String npu;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a key of it first, as in simulate; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "CHIP",
      description = "Writes the chip with the fitted constants; - is standard output.")
  private @Nullable String out;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes constants and rows as JSON; - is standard output.")
  private @Nullable String json;

  @Mixin private Verbosity verbosity = new Verbosity();

  CalibrateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What is to be fitted, and what becomes of it. */
  private record Task(
      String title,
      String why,
      ImmutableList<Calibration> calibrations,
      ImmutableList<ChipConstant> writes,
      ImmutableMap<String, String> absorbs,
      double bar) {}

  @Override
  public Integer call() {
    checkOptions();
    FileOutput chip = out == null ? null : FileOutput.of("--out", out);
    FileOutput document = json == null ? null : FileOutput.of("--json", json);
    boolean shown =
        (chip == null || !chip.isStandardOutput())
            && (document == null || !document.isStandardOutput());
    Task task = task();
    CalibrationReport report =
        new CalibrationReport(
            Version.text(),
            commandLine(),
            task.title(),
            task.why(),
            task.calibrations(),
            task.bar());
    String text = chip == null ? "" : chip(task);
    if (chip != null) {
      chip.write(terminal, writer -> writer.write(text));
    }
    if (document != null) {
      document.write(terminal, writer -> CalibrationJson.write(report, writer));
    }
    if (shown && !verbosity.quiet()) {
      terminal.show(CalibrationSummary.render(report, terminal.width()));
      if (chip != null) {
        terminal.out().println("\nWritten to " + out + ": " + npu + " with " + keys(task));
      }
    }
    return report.meets() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private void checkOptions() {
    if (out != null && npu == null) {
      throw new UsageException("--out: needs --npu, the chip that gets the constants");
    }
    if (out == null && (npu != null || !settings.isEmpty())) {
      throw new UsageException(
          (npu == null ? "--set" : "--npu") + ": needs --out, the chip.yaml to write");
    }
    if ("-".equals(out) && "-".equals(json)) {
      throw new UsageException("--out - and --json -: only one can be standard output");
    }
    if (out != null && out.equals(json)) {
      throw new UsageException("--out and --json name the same file " + out);
    }
    if (bar != null && !(bar >= 0 && Double.isFinite(bar))) {
      throw new UsageException("--bar " + bar + ": expected a share of at least 0, such as 0.15");
    }
  }

  private Task task() {
    List<CalibrationSet> sets = CalibrationSets.all();
    List<String> names = sets.stream().map(CalibrationSet::name).toList();
    int index = names.indexOf(rows);
    if (index >= 0) {
      return ofSet(sets.get(index));
    }
    if (!rows.contains(".") && !rows.contains("/")) {
      throw new UsageException(
          "calibrate: no set is called \""
              + rows
              + "\""
              + NearestName.hint(rows, names)
              + "; a file of rows has a dot or a slash in its name");
    }
    return ofFile();
  }

  private Task ofSet(CalibrationSet set) {
    if (target != null || unit != null || !terms.isEmpty() || !writes.isEmpty()) {
      throw new UsageException(
          "calibrate "
              + set.name()
              + ": the set has its own target, unit, terms and keys; give a CSV file for others");
    }
    Measurements measurements = set.measurements();
    return new Task(
        set.name() + ": " + set.title(),
        set.why(),
        set.models().stream()
            .map(model -> Calibration.of(model, measurements))
            .collect(ImmutableList.toImmutableList()),
        set.writes(),
        set.absorbs(),
        bar == null ? CalibrationSets.BAR : bar);
  }

  private Task ofFile() {
    Measurements measurements = Measurements.parse(rows, TextFile.read("calibrate", rows));
    if (target == null) {
      throw new UsageException(
          "--target: missing; the columns of "
              + rows
              + " are "
              + String.join(", ", measurements.columns()));
    }
    CalibrationModel model =
        new CalibrationModel(
            target,
            unit == null ? "" : unit,
            terms.stream().map(Term::parse).collect(ImmutableList.toImmutableList()));
    ImmutableList<ChipConstant> constants =
        writes.stream().map(ChipConstant::parse).collect(ImmutableList.toImmutableList());
    if (constants.isEmpty() != (out == null)) {
      throw new UsageException(
          out == null
              ? "--write: needs --npu and --out, the chip.yaml to write"
              : "--out: needs --write, such as --write energy.static=fixed:mW");
    }
    return new Task(
        rows + ": " + target,
        "",
        ImmutableList.of(Calibration.of(model, measurements)),
        constants,
        ImmutableMap.of(),
        bar == null ? Double.NaN : bar);
  }

  /** The text of chip.yaml. */
  private String chip(Task task) {
    String chip = String.valueOf(npu);
    CalibrationSets.all().stream()
        .filter(set -> set.name().equals(rows))
        .forEach(set -> checkProcess(set, chip));
    return CalibratedChip.write(
        chip, settings, task.calibrations().get(0), task.writes(), task.absorbs());
  }

  private void checkProcess(CalibrationSet set, String chip) {
    String process = Npus.load(chip, settings).npu().energy().process();
    if (!process.equals(set.process())) {
      throw new UsageException(
          "--npu "
              + chip
              + ": is made at "
              + process
              + ", the rows of "
              + set.name()
              + " at "
              + set.process()
              + "; choose another chip or --set energy.process="
              + set.process());
    }
  }

  private String commandLine() {
    CommandText text = new CommandText("npusim", "calibrate", rows);
    if (target != null) {
      text.add("--target", target);
    }
    terms.forEach(term -> text.add("--term", term));
    return text.toString();
  }

  private static String keys(Task task) {
    return String.join(", ", task.writes().stream().map(ChipConstant::toString).toList());
  }
}
