package dev.npusim.viz.terminal;

import dev.npusim.viz.report.ConventionLines;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Section;

/** The model, the precision, and how things are counted. */
final class ConventionsSection {
  private final Result result;
  private final int width;

  ConventionsSection(Result result, int width) {
    this.result = result;
    this.width = width;
  }

  String render() {
    Section section = new Section("Model and conventions", width);
    ConventionLines.of(result).forEach(section::entry);
    return section.toString();
  }
}
