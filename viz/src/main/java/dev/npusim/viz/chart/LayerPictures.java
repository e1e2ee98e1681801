package dev.npusim.viz.chart;

import com.google.common.collect.ImmutableList;
import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.LayerKind;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Units;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;

/** A quantity of every layer along the model, in execution order. */
final class LayerPictures {
  /** What the horizontal axis of these pictures is. */
  static final String ALONG = "layers in execution order";

  private LayerPictures() {}

  /** One column of a picture. */
  private record Column(LayerKind kind, long value) {}

  /** Of a scheduled run, recomputed copies included. */
  static List<Picture> of(Result result) {
    List<LayerRow> rows = result.layers();
    List<Blocks.Run> runs = Blocks.of(rows);
    Result.Workload workload = result.workload();
    return ImmutableList.of(
        parameters(
            runs,
            rows.stream().map(row -> new Column(LayerKind.of(row.op()), row.parameters())).toList(),
            workload.facts().parameters(),
            Titles.run(result)),
        macs(
            runs,
            rows.stream()
                .map(row -> new Column(LayerKind.of(row.op()), row.activity().macs()))
                .toList(),
            workload.macs(),
            workload.macsConvLinear(),
            Titles.run(result)));
  }

  /** Of a model. */
  static List<Picture> of(ModelReport report) {
    return ImmutableList.of(
        parameters(
            report.runs(),
            report.graph().nodes().stream()
                .map(node -> new Column(LayerKind.of(node.op().kind()), node.parameters()))
                .toList(),
            report.total().parameters(),
            Titles.model(report)),
        macs(
            report.runs(),
            report.graph().nodes().stream()
                .map(node -> new Column(LayerKind.of(node.op().kind()), node.macs()))
                .toList(),
            report.total().macs(),
            report.total().macsConvLinear(),
            Titles.model(report)));
  }

  private static Picture parameters(
      List<Blocks.Run> runs, List<Column> columns, long total, String of) {
    return picture(
        runs,
        columns,
        "parameters",
        "Parameters per layer, in execution order",
        "parameters",
        Units.count(total) + " parameters in all; " + of);
  }

  private static Picture macs(
      List<Blocks.Run> runs, List<Column> columns, long macs, long macsConvLinear, String of) {
    return picture(
        runs,
        columns,
        "macs",
        "MACs per layer, in execution order",
        "MACs (1 MAC = 2 OP)",
        (macs == macsConvLinear
                ? Units.count(macs) + " MACs, all of convolution and linear; "
                : Units.count(macs)
                    + " MACs with attention, "
                    + Units.count(macsConvLinear)
                    + " of convolution and linear only; ")
            + of);
  }

  private static Picture picture(
      List<Blocks.Run> runs,
      List<Column> columns,
      String name,
      String title,
      String unit,
      String subtitle) {
    double[][] values = new double[LayerKind.values().length][columns.size()];
    double most = 0;
    for (int i = 0; i < columns.size(); i++) {
      double v = columns.get(i).value();
      values[columns.get(i).kind().ordinal()][i] = v;
      most = Math.max(most, v);
    }
    List<LayerKind> shown =
        Arrays.stream(LayerKind.values())
            .filter(kind -> Arrays.stream(values[kind.ordinal()]).anyMatch(v -> v > 0))
            .toList();
    BlockAxis axis = new BlockAxis(BlockAxis.byIndex(runs), columns.size());
    XYPlot plot =
        new Steps(
                indices(columns.size()),
                shown.stream().map(LayerKind::label).toList(),
                shown.stream().map(kind -> Palette.KINDS.get(kind.ordinal())).toList(),
                shown.stream().map(kind -> values[kind.ordinal()]).toArray(double[][]::new))
            .plot(axis, Axes.counts(unit, most));
    axis.shade(plot);
    axis.reserve(plot);
    JFreeChart chart = Theme.chart(title, subtitle, plot, true);
    Theme.below(chart, ALONG);
    return new Picture(name, title, chart::draw);
  }

  /** 0, 1, ... up to and including {@code count}. */
  static double[] indices(int count) {
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      edges[i] = i;
    }
    return edges;
  }
}
