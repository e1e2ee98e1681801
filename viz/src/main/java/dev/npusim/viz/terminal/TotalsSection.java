package dev.npusim.viz.terminal;

import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.TotalLines;
import dev.npusim.viz.text.Section;

/** The run in a few lines. */
final class TotalsSection {
  private final RunReport report;
  private final int width;

  TotalsSection(RunReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    Section section = new Section("Result", width);
    TotalLines.of(report.result(), report.npu().sram().sizeBytes()).forEach(section::entry);
    return section.toString();
  }
}
