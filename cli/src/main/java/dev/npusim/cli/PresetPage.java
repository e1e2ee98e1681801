package dev.npusim.cli;

import dev.npusim.npu.hardware.About;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.text.Units;
import java.util.List;

/** The page docs/presets.md. */
final class PresetPage {
  private static final List<String> HEAD =
      List.of(
          "# Presets",
          "",
          "Printed by `npusim list npus --markdown`. Peak = 2 x PEs x MACs per PE and cycle x clock"
              + " (1 MAC = 2 OP).",
          "Verified: `yes` = what the file calls public was read in the source; `partial` = some of"
              + " it, as the caveat",
          "says; `own` = a design of this project, nothing to verify. The year is that of"
              + " announcement or publication,",
          "from general knowledge. What a public source does not say is an assumption, marked in the"
              + " file line by line:",
          "`npusim show npu NAME`. A preset is a model of the public figures, not of the product:"
              + " its results are no",
          "statement about the product.",
          "",
          "| preset | device | PEs | peak | SRAM | DRAM bandwidth | node | year | verified |",
          "|---|---|---|---|---|---|---|---|---|");

  private static final List<String> LEFT_OUT =
      List.of(
          "",
          "## Left out",
          "",
          "Without public figures for the MAC array or the on-chip memory there is nothing to model:"
              + " Qualcomm Hexagon",
          "(Snapdragon 8 Gen 3, X Elite), Apple Neural Engine (sources conflict), NVIDIA DLA v2 and"
              + " the GPU of Orin (SRAM",
          "or array unpublished), Hailo-8 (distributed SRAM, no DRAM), Rockchip RK3576 (clock and"
              + " SRAM unpublished),",
          "Expedera Origin (configurable, nothing published).");

  private PresetPage() {}

  static String markdown() {
    StringBuilder page = new StringBuilder(String.join("\n", HEAD)).append('\n');
    StringBuilder sources =
        new StringBuilder(
            "\n## Sources and caveats\n\n| preset | source | caveat |\n|---|---|---|\n");
    for (String name : Npus.names()) {
      Chip chip = Npus.load(name);
      Npu npu = chip.npu();
      About about = chip.about();
      row(
          page,
          "`" + name + "`",
          about.vendor().orElse("") + " " + about.device().orElse("design point"),
          npu.array().rows() + " x " + npu.array().columns(),
          PresetTable.peak(npu),
          Units.bytes((double) npu.sram().sizeBytes()),
          Units.bandwidth(npu.dram().bytesPerSecond()),
          npu.energy().process(),
          about.year().map(String::valueOf).orElse(""),
          PresetTable.verified(about));
      row(sources, "`" + name + "`", about.source().orElse(""), about.caveat().orElse("none"));
    }
    return page.append(sources).append(String.join("\n", LEFT_OUT)).append('\n').toString();
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
