package dev.npusim.viz.terminal;

import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.Work;
import dev.npusim.viz.text.Bar;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Text;
import dev.npusim.viz.text.Units;
import java.util.Map;

/** Parameters, work and bytes by block and by class of operation. */
final class WorkSection {
  private static final int PERCENT = 7;

  private final ModelReport report;
  private final int width;

  WorkSection(ModelReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    Map<String, Work> stages = FoldedRows.of(report.stages());
    boolean finest = report.stages().keySet().equals(report.blocks().keySet());
    Section blocks =
        new Section(finest ? "By block" : "By stage", width)
            .table(table(finest ? "block" : "stage", stages, false));
    shared(blocks, stages);
    if (!stages.equals(report.stages())) {
      blocks.note("Equal rows in succession are one, with their sum; --json FILE has each.");
    }
    if (!finest) {
      blocks.note(
          "The " + report.blocks().size() + " blocks of these stages: --json FILE or --out DIR.");
    }
    Section classes =
        new Section("By operation", width).table(table("layers", report.classes(), true));
    shared(classes, report.classes());
    if (report.total().softmaxLaneOps() > 0) {
      classes.note("Lane ops are with the softmax inside attention.");
    }
    return shares(stages) + blocks + classes;
  }

  /** Parameters and MACs of each stage as bars, both up to the largest share of either. */
  private String shares(Map<String, Work> stages) {
    if (stages.size() < 2 || report.total().macs() == 0) {
      return "";
    }
    int label = 0;
    double most = 0;
    for (Map.Entry<String, Work> block : stages.entrySet()) {
      label = Math.max(label, name(block.getKey()).length());
      most = Math.max(most, Math.max(parameters(block.getValue()), macs(block.getValue())));
    }
    label = Math.min(label, 3 * width / 10);
    int bar = (width - 2 - label - 2 * (PERCENT + 4)) / 2;
    Section section = new Section("Where parameters and MACs sit", width);
    section.line(Text.left("", label + 2) + Text.left("parameters", PERCENT + 4 + bar) + "MACs");
    for (Map.Entry<String, Work> block : stages.entrySet()) {
      double parameters = parameters(block.getValue());
      double macs = macs(block.getValue());
      section.line(
          Text.left(Text.truncate(name(block.getKey()), label), label + 2)
              + Text.right(Units.percent(parameters), PERCENT)
              + "  "
              + Text.left(Bar.of(parameters / most, bar), bar + 2)
              + Text.right(Units.percent(macs), PERCENT)
              + "  "
              + Bar.of(macs / most, bar));
    }
    return section.toString();
  }

  private double parameters(Work work) {
    long all = report.total().parameters();
    return all == 0 ? 0 : (double) work.ownParameters() / all;
  }

  private double macs(Work work) {
    return (double) work.macs() / report.total().macs();
  }

  private static String name(String block) {
    return block.isEmpty() ? "(no block)" : block;
  }

  /**
   * @param counted whether names begin with the number of layers
   */
  private Table table(String what, Map<String, Work> rows, boolean counted) {
    Table table =
        new Table(width - 2)
            .name(what)
            .number("params")
            .number("weights")
            .number("MACs")
            .number("conv+lin")
            .number("lane ops")
            .number("results");
    rows.forEach(
        (name, work) -> add(table, counted ? work.layers() + " " + name : name(name), work));
    add(table, "all", report.total());
    return table;
  }

  private static void add(Table table, String name, Work work) {
    table.row(
        name,
        Units.count(work.parameters()),
        Units.bytes(work.weightBytes()),
        Units.count(work.macs()),
        Units.count(work.macsConvLinear()),
        Units.count(work.vectorOps()),
        Units.bytes(work.activationBytes()));
  }

  /** Says why the rows add up to more parameters than there are. */
  private static void shared(Section section, Map<String, Work> rows) {
    long shared = rows.values().stream().mapToLong(row -> row.learned().sharedParameters()).sum();
    if (shared > 0) {
      section.note(
          Units.count(shared)
              + " parameters are read in an earlier row too: in all they count once, and in shares"
              + " in the first row only.");
    }
  }
}
