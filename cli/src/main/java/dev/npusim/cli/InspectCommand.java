package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.viz.Reports;
import dev.npusim.viz.report.Comparison;
import dev.npusim.viz.report.InspectJson;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.terminal.CoverageSection;
import dev.npusim.viz.terminal.InspectSummary;
import dev.npusim.workloads.DecoderPhases;
import dev.npusim.workloads.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inspect}: what a model is before any hardware. */
@Command(
    name = "inspect",
    description = {
      "Shows a model without hardware: where its parameters, its work and its memory sit,",
      "which tensors wait for a late reader, and what became of every node of its file."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim inspect sd15-unet",
      "  npusim inspect sd15-unet --precision w16a16 --out model/",
      "  npusim inspect model.onnx --dim batch=2 --json model.json",
      "  npusim inspect sd15-unet --against sd15-unet --against-dim latent=96",
      "",
      "--verbose lists what became of every node. A decoder with an option phase is shown in both",
      "phases side by side."
    })
final class InspectCommand implements Callable<Integer> {
  private static final String FILES =
      "inspect.json, layers.csv, residuals.csv, report.html, charts/";

  private final Terminal terminal;

  @Mixin private ModelArguments model = new ModelArguments();

  @Option(
      names = "--against",
      paramLabel = "MODEL",
      description = "A second model, at the same precision, to put beside the first.")
  private @Nullable String against;

  @Option(
      names = "--against-dim",
      paramLabel = "NAME=VALUE,...",
      description = "As --dim, for the second model (--dim is for the first); may be repeated.")
  private List<String> againstDims = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", description = "Writes " + FILES + ".")
  private @Nullable String out;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Verbosity verbosity = new Verbosity();

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path directory = out == null ? null : Destination.directory("--out", out);
    json.check();
    InspectReport report = report(model.precision());
    if (directory != null) {
      Reports.writeAll(report, directory);
    }
    json.write(terminal, writer -> InspectJson.write(report, writer));
    if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(InspectSummary.render(report, terminal.width()));
      if (verbosity.verbose()) {
        terminal.out().print(CoverageSection.everyNode(report.model()));
      }
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + FILES);
      }
    }
    return ExitCode.OK;
  }

  private InspectReport report(Precision precision) {
    if (against == null && !againstDims.isEmpty()) {
      throw new UsageException("--against-dim needs --against MODEL");
    }
    List<Workload> models =
        against == null
            ? List.of(model.load())
            : model.load(against, ModelOptions.pairs("--against-dim", againstDims));
    ModelReport first = Facts.report(models.get(0), precision);
    Comparison phases =
        DecoderPhases.of(model.model(), model.extents())
            .map(
                both ->
                    Comparison.of(
                        "prefill",
                        phase(first, both.prefill()),
                        "decode",
                        phase(first, both.decode())))
            .orElse(null);
    Comparison two = null;
    if (against != null) {
      two = Comparison.of("A", first, "B", Facts.report(models.get(1), precision));
    }
    return new InspectReport(first, phases, two, Version.text(), commandLine(precision));
  }

  /** The model itself where that is the phase: its report takes as long as that of the other. */
  private static ModelReport phase(ModelReport model, Workload phase) {
    return phase.source().equals(model.facts().source())
        ? model
        : Facts.report(phase, model.precision());
  }

  private String commandLine(Precision precision) {
    CommandText text = new CommandText("npusim", "inspect", model.model());
    model.describe(text);
    if (against != null) {
      text.add("--against", against);
      againstDims.forEach(dim -> text.add("--against-dim", dim));
    }
    text.add("--precision", precision.toString());
    return text.toString();
  }
}
