package dev.npusim.viz.chart;

import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.text.Text;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;

/** The layers that changed most. */
final class ComparedLayersPicture {
  private ComparedLayersPicture() {}

  static Picture of(RunComparison comparison) {
    ComparedBars bars = ComparedBars.layers(comparison);
    NumberAxis axis = Theme.axis(new NumberAxis(bars.label()));
    String title = "Layers that changed most: " + Figures.name(comparison.figure().total());
    String subtitle =
        bars.groups().size()
            + " of "
            + comparison.layers().size()
            + " layers; A is "
            + comparison.runs().get(0).what();
    JFreeChart chart =
        Theme.chart(
            title, Text.truncate(subtitle, 110), new RunBars(comparison, bars).plot(axis), true);
    return new Picture("compare_layers", title, chart::draw);
  }
}
