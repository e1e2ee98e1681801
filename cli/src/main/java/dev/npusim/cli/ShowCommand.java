package dev.npusim.cli;

import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.report.HardwareLines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code show npu}: a chip as YAML. */
@Command(
    name = "show",
    description = "Prints a chip as YAML that can be saved, changed and used as --npu.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim show npu edge-16tops > chip.yaml",
      "  npusim show npu edge-16tops --complete",
      "  npusim show npu chip.yaml --set sram.size=8MiB"
    })
final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "npu",
      description = "The word npu.",
      completionCandidates = Candidates.Shown.class)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String what;

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      description = "A preset or a chip.yaml.",
      completionCandidates = Candidates.Chips.class)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String name;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a key first, as in simulate; implies --complete.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--complete",
      description = "Every value in force, defaults included, with the sources of the energies.")
  private boolean complete;

  @Option(names = "--verbose", description = "Print stack traces of errors.")
  @SuppressWarnings("UnusedVariable") // declared here, obeyed by Failures
  private boolean verbose;

  ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!what.equals("npu")) {
      throw new UsageException(
          "show: nothing is called \"" + what + "\"" + NearestName.hint(what, List.of("npu")));
    }
    Chip chip = Npus.load(name, settings);
    boolean asWritten = !complete && settings.isEmpty() && Npus.names().contains(name);
    terminal.out().print(asWritten ? Npus.yaml(name) : ChipWriter.write(chip.npu()));
    terminal.out().println("# area: " + HardwareLines.area(chip.npu()));
    return ExitCode.OK;
  }
}
