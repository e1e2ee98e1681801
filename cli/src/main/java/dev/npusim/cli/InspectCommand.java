package dev.npusim.cli;

import dev.npusim.viz.report.InspectJson;
import dev.npusim.viz.report.WorkloadFacts;
import dev.npusim.viz.terminal.InspectSummary;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inspect}: what a model is before any hardware. */
@Command(
    name = "inspect",
    description = "Shows a model without hardware: layers, parameters, MACs, activations.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim inspect sd15-unet",
      "  npusim inspect model.onnx --dim batch=2 --json model.json",
      "",
      "--verbose lists what became of every node of an ONNX file."
    })
final class InspectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ModelArguments model = new ModelArguments();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes workload and layers as JSON; - is standard output.")
  private @Nullable String json;

  @Mixin private Verbosity verbosity = new Verbosity();

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    JsonOutput document = json == null ? null : JsonOutput.of(json);
    var precision = model.precision();
    Workload workload = model.load();
    WorkloadFacts facts = Facts.of(workload);
    if (document != null) {
      document.write(
          terminal,
          out ->
              out.append(InspectJson.tree(workload.graph(), facts, precision).toPrettyString())
                  .append('\n'));
    }
    boolean onlyJson = document != null && document.isStandardOutput();
    if (!verbosity.quiet() && !onlyJson) {
      terminal
          .out()
          .print(InspectSummary.render(workload.graph(), facts, precision, terminal.width()));
      if (verbosity.verbose()) {
        workload.coverage().forEach(this::print);
      }
    }
    return ExitCode.OK;
  }

  private void print(Coverage node) {
    terminal
        .out()
        .println(
            "  "
                + node.node()
                + " ("
                + node.op()
                + "): "
                + node.fate().name().toLowerCase(Locale.ROOT)
                + ", "
                + node.target()
                + (node.reason().isEmpty() ? "" : ", " + node.reason()));
  }
}
