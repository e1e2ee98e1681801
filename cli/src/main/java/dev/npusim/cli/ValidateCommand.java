package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.reference.ReferenceSets;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.viz.Reports;
import dev.npusim.viz.report.ValidationJson;
import dev.npusim.viz.report.ValidationReport;
import dev.npusim.viz.terminal.ValidationSummary;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
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
      "Exit code 4 says that a set is further off than its bar."
    })
final class ValidateCommand implements Callable<Integer> {
  private static final String FILES = "validate.json, charts/";

  private final Terminal terminal;
  private final ImmutableList<ReferenceSet> all;

  @Parameters(
      arity = "0..1",
      paramLabel = "SET",
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
  @Mixin private Verbosity verbosity = new Verbosity();

  ValidateCommand(Terminal terminal) {
    this(terminal, ReferenceSets.all());
  }

  /**
   * @param all the sets it knows
   */
  ValidateCommand(Terminal terminal, ImmutableList<ReferenceSet> all) {
    this.terminal = terminal;
    this.all = all;
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
    Phases phases = new Phases(terminal, verbosity);
    ImmutableList.Builder<ValidationReport.Compared> compared = ImmutableList.builder();
    for (ReferenceSet each : sets) {
      phases.next("comparing with " + each.name());
      compared.add(ValidationReport.compared(each));
    }
    phases.end();
    ValidationReport report = new ValidationReport(Version.text(), commandLine(), compared.build());
    if (directory != null) {
      Reports.writeAll(report, directory);
    }
    json.write(terminal, writer -> ValidationJson.write(report, writer));
    if (csv) {
      terminal.out().print(csv(report));
    } else if (!verbosity.quiet() && shown) {
      terminal.out().print(text(report));
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + FILES);
      }
    }
    return report.meets() ? ExitCode.OK : ExitCode.CHECK_FAILED;
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
        : ValidationSummary.render(report.sets().get(0), terminal.width());
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
