package dev.npusim.viz.chart;

import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.LayerKind;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Units;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;

/** A quantity of every layer along the model, in execution order. */
final class LayerPictures {
  private LayerPictures() {}

  static Picture parameters(Result result) {
    return of(
        result,
        "parameters",
        "Parameters per layer, in execution order",
        "parameters",
        Units.count(result.workload().facts().parameters()) + " parameters in all",
        LayerRow::parameters);
  }

  static Picture macs(Result result) {
    return of(
        result,
        "macs",
        "MACs per layer, in execution order",
        "MACs (1 MAC = 2 OP)",
        Units.count(result.workload().macs())
            + " MACs with attention, "
            + Units.count(result.workload().macsConvLinear())
            + " of convolution and linear only",
        row -> row.activity().macs());
  }

  private static Picture of(
      Result result,
      String name,
      String title,
      String unit,
      String sum,
      ToLongFunction<LayerRow> value) {
    List<LayerRow> rows = result.layers();
    double[][] values = new double[LayerKind.values().length][rows.size()];
    double most = 0;
    for (int i = 0; i < rows.size(); i++) {
      double v = value.applyAsLong(rows.get(i));
      values[LayerKind.of(rows.get(i)).ordinal()][i] = v;
      most = Math.max(most, v);
    }
    BlockAxis axis = new BlockAxis(BlockAxis.byIndex(Blocks.of(rows)), rows.size());
    XYPlot plot =
        new Steps(
                indices(rows.size()),
                Arrays.stream(LayerKind.values()).map(LayerKind::label).toList(),
                Palette.KINDS,
                values)
            .plot(axis, Axes.counts(unit, most));
    axis.shade(plot);
    axis.reserve(plot);
    JFreeChart chart = Theme.chart(title, sum + "; " + Titles.run(result), plot, true);
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
