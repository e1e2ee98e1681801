package dev.npusim.viz.terminal;

import dev.npusim.viz.report.MarginalLines;
import dev.npusim.viz.report.MarginalLines.Line;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Section;
import java.util.List;

/** What a little more of something would do for a run. */
final class MarginalSection {
  private MarginalSection() {}

  static String render(Result result, int width) {
    List<Line> lines = MarginalLines.of(result);
    if (lines.isEmpty()) {
      return "";
    }
    Section section = new Section("What would help", width).note(MarginalLines.NOTE);
    for (Line line : lines) {
      section.entry(line.change(), line.figure() + ": " + line.meaning());
    }
    return section.toString();
  }
}
