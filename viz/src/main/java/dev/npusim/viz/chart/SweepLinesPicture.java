package dev.npusim.viz.chart;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.viz.sweep.Scale;
import dev.npusim.viz.sweep.Surface;
import dev.npusim.viz.sweep.SweepReport;
import dev.npusim.viz.text.Text;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/** The objectives along the one key that a sweep varies, one below the other. */
final class SweepLinesPicture {
  private static final List<Color> COLORS =
      List.of(Palette.BLUE, Palette.VERMILLION, Palette.GREEN);

  private SweepLinesPicture() {}

  static Picture of(SweepReport report) {
    SweepKey key = report.result().grid().keys().get(report.varied().get(0));
    String title = "What " + key.name() + " costs and buys";
    return new Picture("lines", title, chart(report, key, title)::draw);
  }

  private static JFreeChart chart(SweepReport report, SweepKey key, String title) {
    SymbolAxis values = Theme.axis(new SymbolAxis(key.name(), key.values().toArray(String[]::new)));
    values.setGridBandsVisible(false);
    values.setRange(-0.3, key.values().size() - 0.7);
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(values);
    plot.setGap(22);
    List<Metric> objectives = report.result().objectives();
    for (int i = 0; i < objectives.size(); i++) {
      plot.add(plot(report, objectives.get(i), COLORS.get(i)));
    }
    return Theme.chart(title, Text.truncate(report.title(), 100), plot, false);
  }

  private static XYPlot plot(SweepReport report, Metric metric, Color color) {
    int place = report.varied().get(0);
    Surface surface = Surface.of(report.result(), metric, place, place, -1, 0);
    double most = Math.max(0, surface.most());
    Scale scale = Scale.of(metric, most);
    double[] row = surface.values()[0];
    double[] x = new double[row.length];
    double[] y = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      x[i] = i;
      y[i] = scale.of(row[i]);
    }
    DefaultXYDataset data = new DefaultXYDataset();
    data.addSeries(metric.word(), new double[][] {x, y});
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    renderer.setSeriesPaint(0, color);
    renderer.setSeriesStroke(0, new BasicStroke(3f));
    renderer.setSeriesShape(0, new Ellipse2D.Double(-6, -6, 12, 12));
    NumberAxis axis = Axes.numbers(scale.label(), scale.of(most));
    XYPlot plot = new XYPlot(data, null, axis, renderer);
    Theme.grid(plot);
    return plot;
  }
}
