package dev.npusim.viz.chart;

import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.text.Text;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;

/**
 * Figures of whole runs as multiples of the first run's, on a logarithmic scale: half and twice are
 * equally far from the line.
 */
final class ComparedTotalsPicture {
  private ComparedTotalsPicture() {}

  static Picture of(RunComparison comparison) {
    ComparedBars bars = ComparedBars.totals(comparison);
    NumberAxis axis = Theme.axis(new NumberAxis(bars.label()));
    axis.setNumberFormatOverride(new Multiples());
    axis.setTickUnit(new NumberTickUnit(tick(bars.most())));
    String title = "Figures as multiples of A's";
    String subtitle = "A is " + comparison.runs().get(0).what();
    JFreeChart chart =
        Theme.chart(
            title, Text.truncate(subtitle, 110), new RunBars(comparison, bars).plot(axis), true);
    return new Picture("compare_totals", title, chart::draw);
  }

  /** Doublings between two lines. */
  private static double tick(double most) {
    return most > 4 ? Math.ceil(most / 4) : most > 1.5 ? 1 : most > 0.3 ? 0.25 : 0.1;
  }

  /** Powers of two by their exponent. */
  private static final class Multiples extends Axes.LabelFormat {
    private static final long serialVersionUID = 1L;

    @Override
    String label(double value) {
      double multiple = Math.pow(2, value);
      return String.format(
          Locale.ROOT,
          multiple == Math.rint(multiple) ? "%.0fx" : multiple < 0.1 ? "%.3fx" : "%.2fx",
          multiple);
    }
  }
}
