package dev.npusim.cli;

import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.NpuDifference;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code npus diff}: in what two chips differ. */
@Command(
    name = "diff",
    description = "Shows key by key in what two chips differ, defaults included.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  npusim npus diff edge-4tops edge-16tops",
      "  npusim npus diff edge-16tops chip.yaml"
    })
final class NpusDiffCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "A preset or a chip.yaml.",
      completionCandidates = Candidates.Chips.class)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String first;

  @Parameters(
      index = "1",
      paramLabel = "B",
      description = "Another.",
      completionCandidates = Candidates.Chips.class)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String second;

  @Mixin private Verbosity verbosity = new Verbosity();

  NpusDiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Chip a = Npus.load(first);
    Chip b = Npus.load(second);
    List<NpuDifference> differences = NpuDifference.between(a.npu(), b.npu());
    if (differences.isEmpty()) {
      terminal.out().println(first + " and " + second + " describe the same chip.");
      return ExitCode.OK;
    }
    int width = terminal.width();
    Table table = new Table(width - 2).name("key").number("A").number("B").number("B / A");
    for (NpuDifference difference : differences) {
      table.row(
          difference.key(),
          value(difference.a()),
          value(difference.b()),
          Double.isFinite(difference.ratio()) ? Units.plain(difference.ratio()) : "");
    }
    terminal
        .out()
        .print(
            new Section("A = " + first + ", B = " + second, width)
                    .table(table)
                    .toString()
                    .stripTrailing()
                + "\n");
    return ExitCode.OK;
  }

  private static String value(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
