package dev.npusim.cli;

import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.Area;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.viz.terminal.ConstantTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}: where a chip's energies and areas come from. */
@Command(
    name = "explain",
    description = "Prints every constant of a chip's energy or area with its source and status.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Statuses: cited = read in the source; derived = computed from cited figures; unverified =",
      "from memory; assumption = ours; given = stated in chip.yaml or with --set.",
      "",
      "Examples:",
      "  npusim explain energy --npu edge-16tops",
      "  npusim explain area --npu chip.yaml --set energy.process=16nm"
    })
final class ExplainCommand implements Callable<Integer> {
  static final List<String> KINDS = List.of("energy", "area");

  private final Terminal terminal;

  @Parameters(
      paramLabel = "WHAT",
      completionCandidates = Candidates.Explained.class,
      description = "energy or area.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String what;

  @Mixin private ChipArguments npu = new ChipArguments();

  @Mixin private Verbosity verbosity = new Verbosity();

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!KINDS.contains(what)) {
      throw new UsageException(
          "explain: nothing is called \"" + what + "\"" + NearestName.hint(what, KINDS));
    }
    Chip chip = npu.load();
    String where = " of " + chip.source() + " at " + chip.npu().energy().process();
    terminal
        .out()
        .print(
            what.equals("energy")
                ? ConstantTable.render(
                    "Energy and power" + where, chip.npu().energyTable(), terminal.width())
                : ConstantTable.render(
                    "Area" + where, Area.of(chip.npu()).table(), terminal.width()));
    chip.notes().forEach(note -> terminal.out().println("  note: " + note));
    return ExitCode.OK;
  }
}
