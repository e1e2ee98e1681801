package dev.npusim.cli;

import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import dev.npusim.workloads.Catalog;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.Option;
import dev.npusim.workloads.onnx.OnnxImporter;
import dev.npusim.workloads.onnx.OnnxOperator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
  private static final List<String> KINDS = List.of("models", "npus", "operators");

  private final Terminal terminal;

  @Parameters(paramLabel = "WHAT", description = "models, npus or operators.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String what;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal
        .out()
        .print(
            switch (what) {
              case "models" -> models();
              case "npus" -> npus();
              case "operators" -> operators();
              default ->
                  throw new UsageException(
                      "list: nothing is called \"" + what + "\"" + NearestName.hint(what, KINDS));
            });
    return ExitCode.OK;
  }

  private String models() {
    Section section = new Section("Built-in models; a file.onnx may stand in their place", width());
    for (ModelBuilder model : Catalog.models()) {
      section.entry(model.name(), model.description());
      section.entry("", "from " + model.source());
      for (Option option : model.options()) {
        section.entry(
            "  " + option.name(),
            option.meaning() + ": " + option.values() + "; default " + option.defaultValue());
      }
    }
    return section.toString().stripTrailing() + "\n";
  }

  private String npus() {
    Table table =
        new Table(width() - 2)
            .name("preset")
            .word("PEs")
            .number("clock")
            .number("int8 peak")
            .number("SRAM")
            .number("DRAM");
    for (String name : Npus.names()) {
      Npu npu = Npus.load(name).npu();
      double peak = 2 * npu.array().peakMacsPerCycle("int8") * npu.clockHz() / 1e12;
      table.row(
          name,
          npu.array().rows() + " x " + npu.array().columns(),
          Units.hertz(npu.clockHz()),
          Units.plain(peak) + " TOPS",
          Units.bytes((double) npu.sram().sizeBytes()),
          Units.bandwidth(npu.dram().bytesPerSecond()));
    }
    return new Section(
                "Presets; a chip.yaml may stand in their place (npusim show npu NAME)", width())
            .table(table)
            .toString()
            .stripTrailing()
        + "\n";
  }

  private String operators() {
    return new Section("ONNX operators (" + OnnxImporter.operators().size() + ")", width())
            .note(String.join(" ", OnnxImporter.operators().stream().map(OnnxOperator::name).toList()))
            .toString()
            .stripTrailing()
        + "\n";
  }

  private int width() {
    return terminal.width();
  }
}
