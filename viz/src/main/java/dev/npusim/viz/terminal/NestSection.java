package dev.npusim.viz.terminal;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.viz.report.NestLines;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Text;

/** The loop nest, drawn. */
final class NestSection {
  private static final String BAR = "| ";

  private final MappedLayer mapped;
  private final int width;

  NestSection(MappedLayer mapped, int width) {
    this.mapped = mapped;
    this.width = width;
  }

  String render() {
    Section section =
        new Section("Mapping, outermost loop first; sizes are those of one instance's tile", width);
    ImmutableList<NestLines.Line> lines = NestLines.of(mapped);
    int text = lines.stream().mapToInt(line -> drawn(line).length()).max().orElse(0);
    for (NestLines.Line line : lines) {
      String drawn = drawn(line);
      section.line(line.note().isEmpty() ? drawn : Text.left(drawn, text) + "   " + line.note());
    }
    return section.toString();
  }

  private static String drawn(NestLines.Line line) {
    return BAR.repeat(line.depth()) + line.text();
  }
}
