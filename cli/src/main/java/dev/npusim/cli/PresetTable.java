package dev.npusim.cli;

import dev.npusim.npu.hardware.About;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** The presets, one line each. */
final class PresetTable {
  private PresetTable() {}

  static String terminal(int width) {
    Table table =
        new Table(width - 2)
            .word("preset")
            .word("PEs")
            .number("peak")
            .number("SRAM")
            .number("DRAM")
            .number("year")
            .word("verified");
    for (String name : Npus.names()) {
      Chip chip = Npus.load(name);
      Npu npu = chip.npu();
      table.row(
          name,
          npu.array().rows() + " x " + npu.array().columns(),
          peak(npu),
          Units.bytes((double) npu.sram().sizeBytes()),
          Units.bandwidth(npu.dram().bytesPerSecond()),
          chip.about().year().map(String::valueOf).orElse(""),
          verified(chip.about()));
    }
    return new Section(
                "Presets; a chip.yaml may stand in their place (npusim show npu NAME)", width)
            .table(table)
            .note(
                "verified: yes = what its file calls public was read in the source; partial = some"
                    + " of it; own = a design of this project. The file and docs/presets.md have"
                    + " the sources, caveats and assumptions.")
            .toString()
            .stripTrailing()
        + "\n";
  }

  /** TOPS in the narrowest of the usual formats that has a unit. */
  static String peak(Npu npu) {
    String format =
        npu.array().macsPerCycle().containsKey("int8")
            ? "int8"
            : ArraySpec.FORMATS.stream()
                .filter(npu.array().macsPerCycle()::containsKey)
                .findFirst()
                .orElseThrow();
    double tops = 2 * npu.peakMacsPerCycle(format) * npu.clockHz() / 1e12;
    return Units.plain(tops) + " TOPS " + format;
  }

  static String verified(About about) {
    return about.verified().name().toLowerCase(Locale.ROOT);
  }
}
