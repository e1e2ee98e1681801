package dev.npusim.viz.terminal;

import dev.npusim.viz.report.HardwareLines;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.text.Section;

/** The chip that is assumed, and what of it nobody stated or verified. */
final class HardwareSection {
  private final RunReport report;
  private final int width;

  HardwareSection(RunReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    Section section = new Section("Assumed hardware: " + report.npu().name(), width);
    HardwareLines.of(report).forEach(section::entry);
    return section.toString();
  }
}
