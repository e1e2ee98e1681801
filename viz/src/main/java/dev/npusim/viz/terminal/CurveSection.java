package dev.npusim.viz.terminal;

import dev.npusim.ir.Fusion;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.ir.Node;
import dev.npusim.viz.report.ModelCurve;
import dev.npusim.viz.report.ModelCurve.Quantity;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Sparkline;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Text;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** The four memory curves as small pictures, and their peaks. */
final class CurveSection {
  private static final Fusion AS_RUN = Fusion.ATTENTION_AND_GATES;
  private static final int LABEL = 24;
  private static final int LARGEST = 11;

  private final ModelReport report;
  private final int width;

  CurveSection(ModelReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    if (report.graph().nodes().isEmpty()) {
      return "";
    }
    return pictures() + peaks();
  }

  private String pictures() {
    Section section =
        new Section(
            "Memory along the execution, " + report.precision() + ", " + fusionWords(), width);
    int columns = width - 2 - LABEL - LARGEST;
    for (Quantity quantity : Quantity.values()) {
      MemoryCurve memory = report.curve(quantity, AS_RUN).memory();
      section.line(
          Text.left(quantity.label(), LABEL)
              + Sparkline.of(largest(columns, memory))
              + Text.right(Units.bytes(memory.peak().amount()), LARGEST));
    }
    return section.line(ruler(columns)).toString();
  }

  private String fusionWords() {
    return report.fusions().size() == 1 ? "nothing to fuse" : AS_RUN.label();
  }

  private Node node(int position) {
    return report.graph().nodes().get(position);
  }

  private static String ruler(int columns) {
    StringBuilder ruler = new StringBuilder(" ".repeat(LABEL + columns));
    for (int quarter = 0; quarter <= 4; quarter++) {
      String mark = 25 * quarter + " %";
      int at = LABEL + Math.round(columns * quarter / 4f);
      int begin = quarter == 0 ? at : quarter == 4 ? at - mark.length() : at - mark.length() / 2;
      ruler.replace(begin, begin + mark.length(), mark);
    }
    return ruler.toString();
  }

  /** The largest of each column; those without an operation of their own repeat the one before. */
  private double[] largest(int columns, MemoryCurve memory) {
    double[] most = new double[columns];
    boolean[] filled = new boolean[columns];
    int[] column = columnOf(columns);
    for (int position = 0; position < column.length; position++) {
      int at = column[position];
      most[at] = Math.max(most[at], memory.amounts().get(position));
      filled[at] = true;
    }
    for (int at = 1; at < columns; at++) {
      most[at] = filled[at] ? most[at] : most[at - 1];
    }
    return most;
  }

  /** The column each layer falls into. */
  private int[] columnOf(int columns) {
    int layers = report.graph().nodes().size();
    int operations =
        Math.max(1, report.graph().nodes().stream().mapToInt(AS_RUN::operations).sum());
    int[] column = new int[layers];
    int before = 0;
    for (int position = 0; position < layers; position++) {
      column[position] = Math.min(columns - 1, (int) ((long) before * columns / operations));
      before += AS_RUN.operations(node(position));
    }
    return column;
  }

  private String peaks() {
    Section section = new Section("Peaks of the memory curves at " + report.precision(), width);
    Table table =
        new Table(width - 2).word("curve").word("fused").number("peak").number("at").name("layer");
    for (ModelCurve curve : report.curves()) {
      if (curve.fusion() == null || report.fusions().contains(curve.fusion())) {
        MemoryCurve.Peak peak = curve.memory().peak();
        table.row(
            curve.quantity().label(),
            curve.fusion() == null ? "any" : mode(curve.fusion()),
            Units.bytes(peak.amount()),
            String.format(Locale.ROOT, "%.1f %%", 100 * peak.share()),
            report.peakLayer(curve));
      }
    }
    section.table(table);
    if (report.fusions().size() > 1) {
      for (Fusion fusion : report.fusions()) {
        section.entry("fused: " + mode(fusion), fusion.label());
      }
    }
    return section
        .note(
            "Working set: live activations and the parameters of the layer. At: operations before the"
                + " peak, of all; reshapes and slices are none, a gate or attention that is not fused"
                + " is as many as it stands for. Nothing is computed in place.")
        .toString();
  }

  private String mode(Fusion fusion) {
    return switch (fusion) {
      case NONE -> "none";
      case ATTENTION -> "attention";
      case ATTENTION_AND_GATES -> report.fusions().size() == 1 ? "any" : "all";
    };
  }
}
