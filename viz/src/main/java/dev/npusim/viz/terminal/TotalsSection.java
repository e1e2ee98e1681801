package dev.npusim.viz.terminal;

import dev.npusim.viz.report.GenerationReport;
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
    if (report.generation().isPresent()) {
      return generated(report.generation().get());
    }
    Section section = new Section("Result", width);
    TotalLines.of(report.result(), report.npu().sram().sizeBytes()).forEach(section::entry);
    return section.toString();
  }

  /** All of a text; then, as for any other run, the step that is shown layer by layer. */
  private String generated(GenerationReport generation) {
    Section text = new Section("Generated text", width);
    generation.lines().forEach(text::entry);
    Section step = new Section("Its last step, as a run alone", width);
    TotalLines.of(report.result(), report.npu().sram().sizeBytes()).forEach(step::entry);
    return text.toString() + step;
  }
}
