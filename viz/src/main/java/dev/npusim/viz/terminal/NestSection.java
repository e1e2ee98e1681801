package dev.npusim.viz.terminal;

import com.google.common.collect.ImmutableList;
import dev.npusim.viz.report.NestLines;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Text;

/** The loop nest, drawn. */
final class NestSection {
  private static final String BAR = "| ";

  private final ImmutableList<NestLines.Line> lines;
  private final int width;

  NestSection(ImmutableList<NestLines.Line> lines, int width) {
    this.lines = lines;
    this.width = width;
  }

  String render() {
    Section section =
        new Section("Mapping, outermost loop first; sizes are those of one instance's tile", width);
    int text = lines.stream().mapToInt(line -> drawn(line).length()).max().orElse(0);
    for (NestLines.Line line : lines) {
      String drawn = drawn(line);
      String whole = Text.left(drawn, text) + "   " + line.note();
      if (line.note().isEmpty()) {
        section.line(drawn);
      } else if (whole.length() <= width - 2) {
        section.line(whole);
      } else {
        // Below the loop, and within its bars, where there is no room beside it.
        String bars = BAR.repeat(line.depth() + 1) + "  ";
        section.line(drawn);
        Text.wrap(line.note(), Math.max(20, width - 2 - bars.length()))
            .forEach(part -> section.line(bars + part));
      }
    }
    return section.toString();
  }

  private static String drawn(NestLines.Line line) {
    return BAR.repeat(line.depth()) + line.text();
  }
}
