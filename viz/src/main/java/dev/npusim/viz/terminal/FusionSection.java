package dev.npusim.viz.terminal;

import dev.npusim.mapper.depthfirst.FusionChoice.Mode;
import dev.npusim.viz.report.FusionLines;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import java.util.List;

/** Which layers ran depth-first, tile by tile. */
final class FusionSection {
  private FusionSection() {}

  static String render(Result result, int width) {
    boolean asked = result.options().fusion().mode() == Mode.ALL;
    if (result.fusedGroups().isEmpty() && !asked) {
      return "";
    }
    Section section = new Section("Fused depth-first", width);
    if (result.fusedGroups().isEmpty()) {
      return section
          .note("No group of layers: nothing between layers of images exceeds what stays in SRAM.")
          .toString();
    }
    Table table = new Table(width - 2);
    List<String> columns = FusionLines.COLUMNS;
    table.name(columns.get(0)).name(columns.get(1));
    columns.subList(2, columns.size()).forEach(table::number);
    FusionLines.rows(result).forEach(row -> table.row(row.toArray(new String[0])));
    return section.note(FusionLines.NOTE).table(table).toString();
  }
}
