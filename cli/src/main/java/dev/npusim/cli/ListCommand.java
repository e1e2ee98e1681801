package dev.npusim.cli;

import dev.npusim.ir.Graph;
import dev.npusim.ir.NearestName;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import dev.npusim.workloads.Catalog;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.onnx.OnnxImporter;
import dev.npusim.workloads.onnx.OnnxOperator;
import dev.npusim.workloads.onnx.OperatorPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code list}: what this program knows. */
@Command(
    name = "list",
    description = "Lists the built-in models, the chip presets, or the operators understood.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  npusim list models",
      "  npusim list npus",
      "  npusim list operators"
    })
final class ListCommand implements Callable<Integer> {
  static final List<String> KINDS = List.of("models", "npus", "operators");

  private final Terminal terminal;

  @Parameters(
      paramLabel = "WHAT",
      description = "models, npus or operators.",
      completionCandidates = Candidates.Lists.class)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String what;

  @Option(
      names = "--markdown",
      description = "Operators as the page SUPPORTED_OPERATORS.md, npus as docs/presets.md.")
  private boolean markdown;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (markdown && what.equals("models")) {
      throw new UsageException("list: --markdown is for operators and npus");
    }
    terminal
        .out()
        .print(
            switch (what) {
              case "models" -> models();
              case "npus" -> markdown ? PresetPage.markdown() : npus();
              case "operators" -> markdown ? OperatorPage.markdown() : operators();
              default ->
                  throw new UsageException(
                      "list: nothing is called \"" + what + "\"" + NearestName.hint(what, KINDS));
            });
    return ExitCode.OK;
  }

  private String models() {
    Table table =
        new Table(width() - 2).word("model").number("parameters").number("MACs").name("what");
    Section sources = new Section("Where they come from", width());
    Map<Map<String, String>, List<String>> modelsByOptions = new LinkedHashMap<>();
    for (ModelBuilder model : Catalog.models()) {
      Graph graph = model.build();
      table.row(
          model.name(),
          Units.count(graph.parameterCount()),
          Units.count(graph.macs()),
          model.description());
      sources.entry(model.name(), model.source());
      modelsByOptions.computeIfAbsent(explained(model), key -> new ArrayList<>()).add(model.name());
    }
    Section options = new Section("Options, set by --dim NAME=VALUE,...", width());
    modelsByOptions.forEach(
        (explanations, models) -> {
          options.note(String.join(", ", models));
          explanations.forEach((name, text) -> options.entry("  " + name, text));
        });
    String title = "Built-in models at their default options; a file may stand in their place";
    String convention = "1 MAC = 2 OP; MACs include attention, as the full square of scores.";
    return new Section(title, width()).table(table).note(convention).toString()
        + sources
        + options.toString().stripTrailing()
        + "\n";
  }

  /** What each option means and may be, by its name. */
  private static Map<String, String> explained(ModelBuilder model) {
    Map<String, String> explanations = new LinkedHashMap<>();
    model
        .options()
        .forEach(
            option ->
                explanations.put(
                    option.name(),
                    option.meaning()
                        + ": "
                        + option.values()
                        + "; default "
                        + option.defaultValue()
                        + option.condition().map(other -> "; with " + other).orElse("")));
    return explanations;
  }

  private String npus() {
    return PresetTable.terminal(width());
  }

  private String operators() {
    int count = OnnxImporter.operators().size();
    Section section = new Section("Operators of ONNX and ONNX Runtime (" + count + ")", width());
    for (OnnxOperator row : OnnxImporter.operators()) {
      String kind = row.kind().name().toLowerCase(Locale.ROOT);
      section.entry(row.name(), kind + ", since " + row.since() + ": " + row.how());
    }
    return section.toString().stripTrailing() + "\n";
  }

  private int width() {
    return terminal.width();
  }
}
