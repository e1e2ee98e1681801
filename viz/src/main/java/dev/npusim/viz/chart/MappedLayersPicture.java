package dev.npusim.viz.chart;

import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.ModelMapRow;
import dev.npusim.viz.text.Text;
import dev.npusim.viz.text.Units;
import java.util.Comparator;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;

/**
 * The layers of a model that take most cycles, equal ones together: what their MACs need at the
 * peak rate, and what comes on top.
 */
final class MappedLayersPicture {
  private static final int MOST = 16;
  private static final int NAME = 46;

  private static final List<String> PARTS =
      List.of(
          "MACs at the peak rate",
          "on top, limited by DRAM",
          "on top, limited by the array (idle PEs, fill, drain)",
          "on top, limited by another port or unit");

  private MappedLayersPicture() {}

  static Picture of(ModelMapReport report) {
    List<ModelMapRow> rows =
        report.rows().stream()
            .sorted(Comparator.comparingLong(row -> -row.count() * row.cycles()))
            .limit(MOST)
            .toList();
    Bars bars =
        new Bars(PARTS, List.of(Palette.GREEN, Palette.VERMILLION, Palette.YELLOW, Palette.PURPLE));
    long shown = 0;
    for (ModelMapRow row : rows) {
      long cycles = row.count() * row.cycles();
      shown += cycles;
      double[] parts = new double[PARTS.size()];
      parts[0] = cycles * row.macUtilization();
      parts[part(row)] = cycles - parts[0];
      bars.add(row.count() + " x " + Text.truncate(row.name(), NAME), parts);
    }
    String title = "Cycles of the mapped layers that take most";
    NumberAxis axis =
        Axes.counts(
            "cycles, all equal layers together",
            (double) rows.get(0).count() * rows.get(0).cycles());
    JFreeChart chart =
        Theme.chart(
            title,
            report.model().name()
                + " on "
                + Text.truncate(report.hardware(), 40)
                + ": these take "
                + Units.percent((double) shown / report.cycles())
                + " of "
                + Units.exact(report.cycles())
                + " cycles; MAC utilization "
                + Units.percent(report.macUtilization()),
            bars.plot(axis, PlotOrientation.HORIZONTAL),
            true);
    return new Picture("layers", title, chart::draw);
  }

  private static int part(ModelMapRow row) {
    return switch (row.limit()) {
      case "dram", "DRAM" -> 1;
      case "compute", "array" -> 2;
      default -> 3;
    };
  }
}
