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
    Section blocks = new Section("By block", width).table(table("block", report.blocks(), false));
    shared(blocks, report.blocks());
    Section classes =
        new Section("By operation", width).table(table("layers", report.classes(), true));
    shared(classes, report.classes());
    if (report.total().softmaxLaneOps() > 0) {
      classes.note("Lane ops are with the softmax inside attention.");
    }
    return shares() + blocks + classes;
  }

  /** Parameters and MACs of each block as bars, both up to the largest share of either. */
  private String shares() {
    if (report.blocks().size() < 2 || report.total().macs() == 0) {
      return "";
    }
    int label = 0;
    double most = 0;
    for (Map.Entry<String, Work> block : report.blocks().entrySet()) {
      label = Math.max(label, name(block.getKey()).length());
      most = Math.max(most, Math.max(parameters(block.getValue()), macs(block.getValue())));
    }
    label = Math.min(label, width / 4);
    int bar = (width - 2 - label - 2 * (PERCENT + 4)) / 2;
    Section section = new Section("Where parameters and MACs sit", width);
    section.line(Text.left("", label + 2) + Text.left("parameters", PERCENT + 4 + bar) + "MACs");
    for (Map.Entry<String, Work> block : report.blocks().entrySet()) {
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
    return all == 0 ? 0 : (double) work.parameters() / all;
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
  private void shared(Section section, Map<String, Work> rows) {
    long sum = rows.values().stream().mapToLong(Work::parameters).sum();
    if (sum > report.total().parameters()) {
      section.note(
          Units.count(sum - report.total().parameters())
              + " parameters are read in several rows and count in each.");
    }
  }
}
