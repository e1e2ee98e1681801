package dev.npusim.viz.chart;

import dev.npusim.mapper.TensorDecision;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.WaitingTensors;
import dev.npusim.viz.text.Text;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.ui.RectangleInsets;

/** What was done with the bytes of the tensors that wait for a later reader. */
final class TensorPicture {
  /** Bars that stay readable. */
  static final int MOST = 24;

  static final List<String> NAMES = List.of("kept", "spilled", "recomputed", "fused");

  private TensorPicture() {}

  static Picture of(Result result) {
    List<TensorDecision> shown = WaitingTensors.shown(result.tensors(), MOST);
    Bars bars = new Bars(NAMES, Palette.DECISIONS);
    double most = 0;
    for (int i = 0; i < shown.size(); i++) {
      TensorDecision tensor = shown.get(i);
      most = Math.max(most, tensor.bytes());
      bars.add(
          (i + 1)
              + "  "
              + Text.truncate(tensor.name(), 38)
              + ": "
              + tensor.decision().name().toLowerCase(Locale.ROOT),
          new double[] {
            tensor.keptBytes(), tensor.spilledBytes(), tensor.recomputedBytes(), tensor.fusedBytes()
          });
    }
    NumberAxis bytes = Axes.bytes("bytes of the tensor", most);
    CategoryPlot plot = bars.plot(bytes, PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    bytes.setTickLabelInsets(new RectangleInsets(2, 14, 2, 14));
    plot.getDomainAxis().setMaximumCategoryLabelLines(1);
    String title =
        WaitingTensors.hasSkips(result.tensors())
            ? "What happened to each skip"
            : "What happened to the largest tensors that wait for a later reader";
    String subtitle =
        shown.size()
            + " of "
            + result.tensors().size()
            + " gaps between two accesses; "
            + Titles.run(result);
    JFreeChart chart = Theme.chart(title, subtitle, plot, true);
    return new Picture("tensors", title, chart::draw);
  }
}
