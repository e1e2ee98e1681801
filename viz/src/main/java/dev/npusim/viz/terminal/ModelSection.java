package dev.npusim.viz.terminal;

import dev.npusim.viz.report.ModelLines;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.text.Section;

/** Where a model comes from, its totals, and how they are counted. */
final class ModelSection {
  private final ModelReport report;
  private final int width;

  ModelSection(ModelReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    Section section = new Section("Model: " + report.facts().name(), width);
    ModelLines.of(report).forEach(section::entry);
    return section.toString();
  }
}
