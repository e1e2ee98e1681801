package dev.npusim.viz.chart;

import java.awt.Color;
import java.util.List;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYStepAreaRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * Stacked quantities that are constant between edges. Drawn as sums, the largest first, each as one
 * path: hundreds of layers stay small files.
 *
 * @param edges one more than columns, ascending
 * @param names of the parts, the lowest of the stack first
 * @param values per part, one per column
 */
record Steps(double[] edges, List<String> names, List<Color> colors, double[][] values) {

  /** A plot with these parts and a legend in stacking order. */
  XYPlot plot(ValueAxis x, ValueAxis y) {
    XYStepAreaRenderer renderer = new XYStepAreaRenderer(XYStepAreaRenderer.AREA);
    DefaultXYDataset data = new DefaultXYDataset();
    double[][] sums = new double[values.length][];
    double[] below = new double[edges.length];
    for (int part = 0; part < values.length; part++) {
      for (int column = 0; column < edges.length; column++) {
        // The last edge repeats the last column.
        int from = Math.min(column, edges.length - 2);
        below[column] += from < 0 ? 0 : values[part][from];
      }
      sums[part] = below.clone();
    }
    for (int series = 0; series < values.length; series++) {
      int part = values.length - 1 - series;
      data.addSeries(names.get(part), new double[][] {edges, sums[part]});
      renderer.setSeriesPaint(series, colors.get(part));
    }
    renderer.setRangeBase(0);
    renderer.setShapesVisible(false);
    XYPlot plot = new XYPlot(data, x, y, renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    plot.setFixedLegendItems(Theme.legend(names, colors));
    Theme.grid(plot);
    return plot;
  }
}
