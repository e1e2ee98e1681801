package dev.npusim.viz.chart;

import dev.npusim.ir.Fusion;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.viz.report.ModelCurve;
import dev.npusim.viz.report.ModelCurve.Quantity;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.text.Units;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * The four memory curves of a model. Above, what its nodes need as they run: parked skips, all
 * other live activations and the parameters of the layer add up to the working set. Below, on a
 * logarithmic scale, how live activations depend on what is fused.
 */
final class MemoryPicture {
  private static final Fusion AS_RUN = Fusion.ATTENTION_AND_GATES;
  private static final List<String> PARTS =
      List.of("parked skips", "other live activations", "parameters of the layer");

  /** By {@code Fusion} ordinal: broad behind narrow. */
  private static final List<BasicStroke> STROKES =
      List.of(new BasicStroke(9f), new BasicStroke(5f), new BasicStroke(1.5f));

  private MemoryPicture() {}

  static Picture of(ModelReport report) {
    int layers = report.graph().nodes().size();
    BlockAxis axis = new BlockAxis(BlockAxis.byIndex(report.runs()), layers);
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(axis);
    plot.setGap(30);
    XYPlot above = workingSet(report, axis);
    plot.add(above, 3);
    axis.shade(above);
    List<String> names = new ArrayList<>();
    ModelCurve parked = report.curve(Quantity.PARKED_SKIPS, AS_RUN);
    boolean parks = parked.memory().peak().amount() > 0;
    if (parks) {
      names.add(PARTS.get(0) + peak(parked));
    }
    names.add(parks ? PARTS.get(1) : "live activations");
    names.add(PARTS.get(2) + peak(report.curve(Quantity.PARAMETERS, AS_RUN)));
    List<Color> colors =
        new ArrayList<>(Palette.MEMORY.subList(parks ? 0 : 1, Palette.MEMORY.size()));
    if (report.fusions().size() > 1) {
      XYPlot below = byFusion(report, axis);
      plot.add(below, 2);
      axis.shade(below);
      for (Fusion fusion : report.fusions()) {
        names.add(fusion.label() + peak(report.curve(Quantity.LIVE_ACTIVATIONS, fusion)));
        colors.add(Palette.FUSIONS.get(fusion.ordinal()));
      }
    }
    axis.reserve(plot);
    plot.setFixedLegendItems(Theme.legend(names, colors));
    String title = "Memory along the execution: working set and what it consists of";
    JFreeChart chart =
        Theme.chart(
            title,
            (report.fusions().size() > 1
                    ? "above: "
                        + AS_RUN.label()
                        + "; below, on a logarithmic scale: live activations by what is fused; "
                    : "")
                + "nothing in place, nothing tiled; "
                + Titles.model(report),
            plot,
            true);
    Theme.below(chart, LayerPictures.ALONG);
    return new Picture("memory", title, chart::draw);
  }

  private static XYPlot workingSet(ModelReport report, BlockAxis axis) {
    MemoryCurve parameters = report.curve(Quantity.PARAMETERS, AS_RUN).memory();
    MemoryCurve live = report.curve(Quantity.LIVE_ACTIVATIONS, AS_RUN).memory();
    MemoryCurve parked = report.curve(Quantity.PARKED_SKIPS, AS_RUN).memory();
    ModelCurve working = report.curve(Quantity.WORKING_SET, AS_RUN);
    int layers = live.amounts().length();
    double[][] values = new double[PARTS.size()][layers];
    for (int i = 0; i < layers; i++) {
      values[0][i] = parked.amounts().get(i);
      values[1][i] = live.amounts().get(i) - parked.amounts().get(i);
      values[2][i] = parameters.amounts().get(i);
    }
    double most = working.memory().peak().amount();
    XYPlot plot =
        new Steps(LayerPictures.indices(layers), PARTS, Palette.MEMORY, values)
            .plot(axis, Axes.bytes("working set", most * 1.12));
    label(plot, working, report.fusions().size() > 1 ? ", " + AS_RUN.label() : "");
    return plot;
  }

  private static XYPlot byFusion(ModelReport report, BlockAxis axis) {
    DefaultXYDataset data = new DefaultXYDataset();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    double least = Double.POSITIVE_INFINITY;
    double most = 1;
    // The first mode needs most and the last least, so each stays visible behind the next.
    for (Fusion fusion : report.fusions()) {
      MemoryCurve live = report.curve(Quantity.LIVE_ACTIVATIONS, fusion).memory();
      int layers = live.amounts().length();
      double[] x = new double[2 * layers];
      double[] y = new double[2 * layers];
      for (int layer = 0; layer < layers; layer++) {
        x[2 * layer] = layer;
        x[2 * layer + 1] = layer + 1;
        y[2 * layer] = Math.max(1, live.amounts().get(layer));
        y[2 * layer + 1] = y[2 * layer];
        least = Math.min(least, y[2 * layer]);
        most = Math.max(most, y[2 * layer]);
      }
      int series = data.getSeriesCount();
      data.addSeries(fusion.name(), new double[][] {x, y});
      renderer.setSeriesPaint(series, Palette.FUSIONS.get(fusion.ordinal()));
      renderer.setSeriesStroke(series, STROKES.get(fusion.ordinal()));
    }
    XYPlot plot =
        new XYPlot(data, axis, Axes.logBytes("live activations (log)", least, most * 2), renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    Theme.grid(plot);
    return plot;
  }

  /** As in {@code , up to 12.66 MiB at 38.0 %}. */
  private static String peak(ModelCurve curve) {
    MemoryCurve.Peak peak = curve.memory().peak();
    if (peak.amount() == 0) {
      return ", none";
    }
    return ", up to " + Units.bytes(peak.amount()) + " at " + Units.percent(peak.share());
  }

  /** Writes the peak above its place, to the side where it would leave the plot. */
  private static void label(XYPlot plot, ModelCurve curve, String mode) {
    MemoryCurve.Peak peak = curve.memory().peak();
    String text = curve.quantity().label() + mode + peak(curve);
    XYTextAnnotation label = new XYTextAnnotation(text, peak.position() + 0.5, peak.amount());
    label.setFont(Theme.TICK);
    label.setPaint(Theme.INK);
    double place = (double) peak.position() / Math.max(1, curve.memory().amounts().length());
    label.setTextAnchor(
        place < 0.15
            ? TextAnchor.BOTTOM_LEFT
            : place > 0.85 ? TextAnchor.BOTTOM_RIGHT : TextAnchor.BOTTOM_CENTER);
    plot.addAnnotation(label);
  }
}
