package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedFront;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.report.FrontReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Pareto sets on a terminal: what more SRAM buys. */
public final class FrontSummary {
  private FrontSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(FrontReport report, int width) {
    int columns = Math.max(60, width);
    StringBuilder text = new StringBuilder();
    for (MappedFront front : report.fronts()) {
      text.append(section(report, front, columns));
    }
    Section notes = new Section("Notes", columns);
    report.notes().forEach(notes::note);
    return (text + notes.toString()).stripTrailing() + "\n";
  }

  private static Section section(FrontReport report, MappedFront front, int columns) {
    Amounts amounts = Amounts.of(front.points().get(0).target().architecture());
    Section section =
        new Section("Pareto set of " + front.layer().name() + " on " + report.hardware(), columns);
    Table table =
        new Table(columns - 2)
            .number("SRAM")
            .number("cycles")
            .number("energy")
            .number("DRAM")
            .word("dataflow");
    for (MappedFront.Point each : front.points()) {
      table.row(
          amounts.text(each.point().sram()),
          Units.exact(each.point().cycles()),
          amounts.energy(each.point().energy()),
          amounts.text(each.point().dram()),
          each.target().dataflow());
    }
    section.table(table);
    section.entry("points", Integer.toString(front.points().size()));
    section.entry(
        "search",
        (front.complete()
                ? "complete: every mapping was priced"
                : "not complete: mappings nobody priced may be better")
            + String.format(
                Locale.ROOT,
                "; %,d priced in %.2f s of CPU, each of them at most %.0f %% better than some point"
                    + " in every figure",
                front.evaluated(),
                front.cpuSeconds(),
                100 * front.epsilon()));
    return section;
  }
}
