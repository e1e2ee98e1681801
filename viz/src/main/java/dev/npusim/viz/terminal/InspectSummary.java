package dev.npusim.viz.terminal;

import dev.npusim.ir.AttentionMacs;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.viz.report.BlockSummary;
import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.OpClass;
import dev.npusim.viz.report.WorkloadFacts;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What a model is before any hardware: sizes and work by block and by operation. */
public final class InspectSummary {
  private InspectSummary() {}

  /**
   * @param precision at which bytes of activations are stated
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(Graph graph, WorkloadFacts facts, Precision precision, int width) {
    int columns = Math.max(60, width);
    List<BlockSummary> all = BlockSummary.by(graph, precision, node -> "all");
    List<Blocks.Run> runs =
        Blocks.of(graph.nodes().size(), index -> graph.nodes().get(index).block());
    String[] runOf = new String[graph.nodes().size()];
    runs.forEach(run -> Arrays.fill(runOf, run.begin(), run.end(), run.name()));
    Iterator<String> names = List.of(runOf).iterator();
    Section head = new Section("Model: " + facts.name(), columns);
    head.entry("source", facts.source() + ", " + facts.nodes() + " nodes");
    head.entry("layers", Integer.toString(graph.nodes().size()));
    head.entry("parameters", Units.exact(facts.parameters()));
    for (BlockSummary sum : all) {
      head.entry("MACs", Units.exact(sum.macs()) + " with attention");
      head.entry("", Units.exact(sum.macsConvLinear()) + " of convolution and linear only");
    }
    AttentionMacs attention = AttentionMacs.of(graph);
    if (attention.causal() < attention.fullSquare()) {
      head.entry("", Units.exact(attention.fullSquare()) + " of attention as the full square,");
      head.entry("", Units.exact(attention.causal()) + " where the causal mask lets it look");
    }
    head.entry("conventions", "1 MAC = 2 OP; activations at " + precision + ", 1 KiB = 1024 B");
    facts.coverage().forEach(note -> head.entry("coverage", note));
    facts.notes().forEach(note -> head.entry("note", note));
    return head
        + new Section("By block", columns)
            .table(
                table(columns, "block", BlockSummary.by(graph, precision, n -> names.next()), all))
            .toString()
        + new Section("By operation", columns)
            .table(table(columns, "operation", BlockSummary.by(graph, precision, OpClass::of), all))
            .toString()
            .stripTrailing()
        + "\n";
  }

  private static Table table(
      int width, String what, List<BlockSummary> rows, List<BlockSummary> total) {
    Table table =
        new Table(width - 2)
            .name(what)
            .number("layers")
            .number("parameters")
            .number("MACs")
            .number("conv+linear")
            .number("lane ops")
            .number("activations");
    rows.forEach(row -> add(table, row));
    total.forEach(row -> add(table, row));
    return table;
  }

  private static void add(Table table, BlockSummary row) {
    table.row(
        row.name().isEmpty() ? "(no block)" : row.name(),
        Integer.toString(row.layers()),
        Units.count(row.parameters()),
        Units.count(row.macs()),
        Units.count(row.macsConvLinear()),
        Units.count(row.laneOps()),
        Units.bytes(row.activationBytes()));
  }
}
