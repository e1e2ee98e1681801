package dev.npusim.viz.terminal;

import dev.npusim.mapper.model.Unmapped;
import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.ModelMapRow;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** The mappings of all layers of a model on a terminal: a row each, totals, what is left out. */
public final class ModelMapSummary {
  private static final int LEAST_WIDTH = 80;

  /** Kinds of vector operations listed one by one. */
  private static final int KINDS = 8;

  private final ModelMapReport report;
  private final int width;

  private ModelMapSummary(ModelMapReport report, int width) {
    this.report = report;
    this.width = width;
  }

  /**
   * @param width characters per line; less than 80 is taken as 80
   */
  public static String render(ModelMapReport report, int width) {
    ModelMapSummary summary = new ModelMapSummary(report, Math.max(LEAST_WIDTH, width));
    return (summary.layers() + summary.totals() + summary.unmapped() + summary.notes())
            .stripTrailing()
        + "\n";
  }

  private String layers() {
    Section section =
        new Section(
            "Layers of "
                + report.model().name()
                + " ("
                + report.precision()
                + ") on "
                + report.hardware()
                + ", each for the least "
                + SearchEntries.name(report.objective()),
            width);
    Table table =
        new Table(width - 2)
            .number("x")
            .name("layer, the first of them")
            .word("dims")
            .word("flow")
            .number("cycles")
            .word("limit")
            .number("MAC %")
            .number("energy")
            .number(report.amounts().words() ? "DRAM words" : "DRAM")
            .number("gap %");
    for (ModelMapRow row : report.rows()) {
      table.row(
          Integer.toString(row.count()),
          row.name(),
          row.dims().replace("=", ""),
          row.dataflow(),
          Units.exact(row.cycles()),
          row.limit(),
          decimal(100 * row.macUtilization()),
          report.amounts().energy(row.energy()),
          report.amounts().text(row.outermost()),
          decimal(row.mapped().searched().gapPercent()));
    }
    section.table(table);
    section.note(
        "Figures of one layer; x says how many of the model are equal to it. MAC %: MAC utilization;"
            + " gap: to the lower bound of any mapping.");
    return section.toString();
  }

  private String totals() {
    Section section = new Section("All of them, one after the other", width);
    section.entry(
        "layers",
        report.layers()
            + ", "
            + report.rows().size()
            + " distinct; "
            + Units.count(report.macs())
            + " MACs executed");
    section.entry(
        "cycles",
        Units.exact(report.cycles())
            + (report.clockHz() > 0
                ? " = "
                    + Units.seconds(report.cycles() / report.clockHz())
                    + " at "
                    + Units.hertz(report.clockHz())
                : ""));
    section.entry("energy", report.amounts().energy(report.energy()));
    section.entry("DRAM traffic", report.amounts().text(report.outermost()));
    section.entry(
        "MAC utilization",
        Units.percent(report.macUtilization()) + " = MACs / (peak MACs per cycle x cycles)");
    section.entry(
        "gap",
        (Double.isNaN(report.gapPercent())
                ? "of energy times delay only layer by layer"
                : gap(report.gapPercent())
                    + " above the sum of the layers' bounds in "
                    + SearchEntries.name(report.objective()))
            + "; proven optimal: "
            + report.optimal()
            + " of "
            + report.rows().size());
    section.entry(
        "search",
        Units.exact(report.evaluated())
            + " mappings priced, "
            + String.format(
                Locale.ROOT,
                "%.2f s of CPU, %.2f s of the wall",
                report.mapped().cpuSeconds(),
                report.mapped().wallSeconds()));
    if (report.mapped().cut() > 0) {
      section.entry(
          "cut short",
          report.mapped().cut()
              + " of "
              + report.rows().size()
              + " searches: these results depend on the machine and its load");
    }
    return section.toString();
  }

  private String unmapped() {
    if (report.mapped().unmapped().isEmpty()) {
      return "";
    }
    Section section = new Section("Not mapped: no loop nests", width);
    Table table =
        new Table(width - 2)
            .word("operation")
            .number("nodes")
            .number("of all nodes")
            .number("lane operations")
            .number(report.lanes() > 0 ? "cycles at least" : "")
            .number(report.lanes() > 0 ? "of the cycles above" : "");
    int listed = 0;
    int restNodes = 0;
    long restOps = 0;
    for (Unmapped kind : report.mapped().unmapped()) {
      if (listed < KINDS && kind.laneOps() > 0) {
        row(table, kind.kind(), kind.nodes(), kind.laneOps());
        listed++;
      } else {
        restNodes += kind.nodes();
        restOps += kind.laneOps();
      }
    }
    if (restNodes > 0) {
      row(table, restOps > 0 ? "others, views" : "views and moves", restNodes, restOps);
    }
    row(table, "together", report.unmappedNodes(), report.unmappedLaneOps());
    section.table(table);
    section.note(
        "Vector operations, views and moves of data are no loop nests; simulate schedules them with"
            + " the layers, fused where it can. Each layer here starts and ends in DRAM.");
    return section.toString();
  }

  private void row(Table table, String kind, int nodes, long laneOps) {
    long cycles = report.lanes() > 0 ? (laneOps + report.lanes() - 1) / report.lanes() : 0;
    table.row(
        kind,
        Units.exact(nodes),
        Units.percent((double) nodes / report.nodes()),
        Units.count(laneOps),
        report.lanes() > 0 ? Units.exact(cycles) : "",
        report.lanes() > 0 ? Units.percent((double) cycles / report.cycles()) : "");
  }

  private String notes() {
    Section notes = new Section("Notes", width);
    report.model().coverage().forEach(notes::note);
    report.notes().forEach(notes::note);
    return notes.toString();
  }

  private static String gap(double percent) {
    return Double.isFinite(percent) ? decimal(percent) + " %" : Units.NONE;
  }

  private static String decimal(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : Units.NONE;
  }
}
