package dev.npusim.viz.terminal;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.model.Unmapped;
import dev.npusim.mapper.search.Objective;
import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.ModelMapRow;
import dev.npusim.viz.report.VectorKind;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** The mappings of all layers of a model on a terminal: a row each, totals, what is left out. */
public final class ModelMapSummary {
  private static final int LEAST_WIDTH = 60;

  private final ModelMapReport report;
  private final int width;

  private ModelMapSummary(ModelMapReport report, int width) {
    this.report = report;
    this.width = width;
  }

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(ModelMapReport report, int width) {
    ModelMapSummary summary = new ModelMapSummary(report, Math.max(LEAST_WIDTH, width));
    return (summary.layers()
                + summary.vectorOperations()
                + summary.totals()
                + summary.unmapped()
                + summary.notes())
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
    for (ModelMapRow row : report.contractions()) {
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
        "Figures of one layer; x says how many of the model are equal to it. MAC %: MAC"
            + " utilization; gap: to the lower bound of any mapping.");
    return section.toString();
  }

  private String vectorOperations() {
    ImmutableList<VectorKind> kinds = report.vectorKinds();
    if (kinds.isEmpty()) {
      return "";
    }
    Section section = new Section("Vector operations, each from DRAM to DRAM, by kind", width);
    Table table =
        new Table(width - 2)
            .number("layers")
            .number("distinct")
            .name("operation")
            .number("cycles")
            .number("of all")
            .word("limit")
            .number("energy")
            .number("DRAM")
            .number("gap %");
    for (VectorKind kind : kinds) {
      vectorRow(table, kind);
    }
    vectorRow(table, report.allVectorOperations());
    section.table(table);
    section.note(
        "Each in the blocks that suit it best, all equal ones added up (--json has them one by"
            + " one). simulate fuses most of them with a neighbour: they then move less than"
            + " here.");
    return section.toString();
  }

  private void vectorRow(Table table, VectorKind kind) {
    table.row(
        Units.exact(kind.layers()),
        Units.exact(kind.distinct()),
        kind.kind(),
        Units.exact(kind.cycles()),
        Units.percent((double) kind.cycles() / report.cycles()),
        kind.limit(),
        report.amounts().energy(kind.energy()),
        report.amounts().text(kind.dramBytes()),
        report.objective() == Objective.EDP ? Units.NONE : decimal(kind.gapPercent()));
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
    Section section = new Section("Not mapped", width);
    Table table =
        new Table(width - 2)
            .word("operation")
            .number("nodes")
            .number("of all nodes")
            .number("lane operations")
            .word("why");
    int views = 0;
    for (Unmapped kind : report.mapped().unmapped()) {
      if (kind.reason() == Unmapped.Reason.VIEW) {
        views += kind.nodes();
      } else {
        row(table, kind.kind(), kind.nodes(), kind.laneOps(), kind.reason().text());
      }
    }
    if (views > 0) {
      row(table, "views", views, 0, Unmapped.Reason.VIEW.text());
    }
    section.table(table);
    if (report.unmappedLaneOps() > 0) {
      section.note(
          "What is not mapped is in none of the totals: "
              + Units.count(report.unmappedLaneOps())
              + " lane operations.");
    }
    return section.toString();
  }

  private void row(Table table, String kind, int nodes, long laneOps, String why) {
    table.row(
        kind,
        Units.exact(nodes),
        Units.percent((double) nodes / report.nodes()),
        Units.count(laneOps),
        why);
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
