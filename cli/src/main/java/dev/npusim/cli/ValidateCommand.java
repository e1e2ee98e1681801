package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.reference.ReferenceSets;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.RecordedErrors;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.viz.Reports;
import dev.npusim.viz.report.ValidationJson;
import dev.npusim.viz.report.ValidationReport;
import dev.npusim.viz.terminal.ValidationSummary;
import dev.npusim.workloads.Workloads;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code validate}: our models against numbers of others. */
@Command(
    name = "validate",
    description = {
      "Compares the models with the reference sets that ship with the program: other simulators,",
      "a vendor's estimates, measured silicon. Without SET all of them in short."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim validate",
      "  npusim validate eyeriss",
      "  npusim validate --out validation/",
      "",
      "Exit code 4 says that a set is further off than its bar, or an error larger by more than 1"
          + " %%",
      "of itself than the recorded one."
    })
final class ValidateCommand implements Callable<Integer> {
  private static final String FILES = "validate.json, charts/";

  private final Terminal terminal;
  private final ImmutableList<ReferenceSet> all;
  private final RecordedErrors shipped;

  @Parameters(
      arity = "0..1",
      paramLabel = "SET",
      completionCandidates = Candidates.ReferenceNames.class,
      description = "One set with all of its cases; without it, all sets are listed.")
  private @Nullable String set;

  @Option(names = "--csv", description = "Prints every case as CSV instead of tables.")
  private boolean csv;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes " + FILES + " with ours against the reference.")
  private @Nullable String out;

  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--recorded",
      paramLabel = "FILE",
      description = "Compares with the errors in FILE instead of those that ship with the program.")
  private @Nullable String recorded;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Writes the errors of all sets to FILE, on purpose, and compares with none.")
  private @Nullable String record;

  @Mixin private Verbosity verbosity = new Verbosity();

  ValidateCommand(Terminal terminal) {
    this(terminal, shippedSets(), ReferenceSets.recorded());
  }

  /** Those that ship with the program. */
  static ImmutableList<ReferenceSet> shippedSets() {
    return ReferenceSets.all(() -> Workloads.load("resnet-50", Map.of()).graph());
  }

  /**
   * @param all the sets it knows
   * @param shipped their errors of an earlier day
   */
  ValidateCommand(Terminal terminal, ImmutableList<ReferenceSet> all, RecordedErrors shipped) {
    this.terminal = terminal;
    this.all = all;
    this.shipped = shipped;
  }

  @Override
  public Integer call() {
    ImmutableList<ReferenceSet> sets = sets();
    Path directory = out == null ? null : Destination.directory("--out", out);
    json.check();
    boolean shown = !json.isStandardOutput();
    if (csv && !shown) {
      throw new UsageException("--csv and --json -: only one can be standard output");
    }
    FileOutput recording = recording();
    Optional<RecordedErrors> before = recording == null ? Optional.of(before()) : Optional.empty();
    Phases phases = new Phases(terminal, verbosity);
    ImmutableList.Builder<ValidationReport.Compared> compared = ImmutableList.builder();
    for (ReferenceSet each : sets) {
      phases.next("comparing with " + each.name());
      compared.add(ValidationReport.compared(each));
    }
    phases.end();
    ValidationReport report = report(compared.build(), before);
    if (directory != null) {
      Reports.writeAll(report, directory);
    }
    json.write(terminal, writer -> ValidationJson.write(report, writer));
    if (recording != null) {
      recording.write(terminal, writer -> writer.write(record(report)));
    }
    if (csv) {
      terminal.out().print(csv(report));
    } else if (!verbosity.quiet() && shown) {
      terminal.show(text(report));
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + FILES);
      }
    }
    if (csv || verbosity.quiet() || !shown) {
      report.worse().forEach(worse -> terminal.err().println("worse than recorded: " + worse));
    }
    return report.meets() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private @Nullable FileOutput recording() {
    if (record == null) {
      return null;
    }
    if (set != null) {
      throw new UsageException("--record: needs all sets; leave out " + set);
    }
    if (recorded != null) {
      throw new UsageException(
          "--record and --recorded: only one; what is recorded is not compared");
    }
    if (record.equals("-")) {
      throw new UsageException("--record -: needs a file; standard output has the tables");
    }
    if (record.equals(json)) {
      throw new UsageException("--record and --json name the same file " + record);
    }
    return FileOutput.of("--record", record);
  }

  private RecordedErrors before() {
    return recorded == null
        ? shipped
        : RecordedErrors.parse(recorded, TextFile.read("--recorded", recorded));
  }

  private ValidationReport report(
      ImmutableList<ValidationReport.Compared> compared, Optional<RecordedErrors> before) {
    ImmutableList.Builder<RecordedErrors.Worse> worse = ImmutableList.builder();
    if (before.isPresent()) {
      for (ValidationReport.Compared each : compared) {
        worse.addAll(before.get().worse(each.set().name(), each.quantities()));
      }
      if (set == null) {
        worse.addAll(before.get().lost(all.stream().map(ReferenceSet::name).toList()));
      }
    }
    return new ValidationReport(Version.text(), commandLine(), compared, before, worse.build());
  }

  /** The file that a later day compares with. */
  private static String record(ValidationReport report) {
    Map<String, ImmutableList<ComparedQuantity>> quantities = new LinkedHashMap<>();
    report.sets().forEach(each -> quantities.put(each.set().name(), each.quantities()));
    return RecordedErrors.text(
        List.of(
            "Recorded " + LocalDate.now(ZoneOffset.UTC) + " by `npusim validate --record FILE`."),
        quantities);
  }

  private ImmutableList<ReferenceSet> sets() {
    if (set == null) {
      return all;
    }
    List<String> names = all.stream().map(ReferenceSet::name).toList();
    int index = names.indexOf(set);
    if (index < 0) {
      throw new UsageException(
          "validate: no reference set is called \"" + set + "\"" + NearestName.hint(set, names));
    }
    return ImmutableList.of(all.get(index));
  }

  private String text(ValidationReport report) {
    return set == null
        ? ValidationSummary.render(report, terminal.width())
        : ValidationSummary.renderSet(report, terminal.width());
  }

  private static String csv(ValidationReport report) {
    StringWriter text = new StringWriter();
    try {
      ValidationJson.csv(report, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private String commandLine() {
    CommandText text = new CommandText("npusim", "validate");
    if (set != null) {
      text.add(set);
    }
    return text.toString();
  }
}
