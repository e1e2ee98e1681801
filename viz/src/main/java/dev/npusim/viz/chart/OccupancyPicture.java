package dev.npusim.viz.chart;

import dev.npusim.npu.program.Residency;
import dev.npusim.viz.report.OccupancyColumns;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.Totals;
import dev.npusim.viz.text.Units;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;

/** SRAM occupancy over time, stacked by use, under the capacity. */
final class OccupancyPicture {
  private static final int COLUMNS = 1400;

  private OccupancyPicture() {}

  static Picture of(RunReport report) {
    Totals totals = report.result().totals();
    OccupancyColumns columns =
        OccupancyColumns.of(report.execution().occupancy(), totals.cycles(), COLUMNS);
    Duration unit = Duration.of(totals.latencySeconds());
    double[] edges = new double[columns.count() + 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = columns.edge(i) / report.npu().clockHz() / unit.seconds();
    }
    double[][] values = new double[columns.bytes().length][];
    for (int use = 0; use < values.length; use++) {
      values[use] = Arrays.stream(columns.bytes()[use]).asDoubleStream().toArray();
    }
    long capacity = report.npu().sram().sizeBytes();
    double top = Math.max(capacity, totals.peakSramBytes());
    Steps steps =
        new Steps(
            edges,
            Arrays.stream(Residency.Use.values())
                .map(use -> use.name().toLowerCase(Locale.ROOT))
                .toList(),
            Palette.USES,
            values);
    BlockTimes times = new BlockTimes(report, unit);
    XYPlot plot =
        steps.plot(
            Axes.numbers("time [" + unit.name() + "]", edges[edges.length - 1]),
            Axes.bytes("SRAM in use", top));
    plot.getDomainAxis().setTickLabelInsets(new RectangleInsets(2, 4, 2, 4));
    plot.getDomainAxis().setRange(0, Math.max(edges[edges.length - 1], Double.MIN_NORMAL));
    times.decorate(plot);
    plot.addRangeMarker(capacityLine(capacity));
    String title = "SRAM occupancy over time";
    String peak =
        "peak "
            + Units.bytes(totals.peakSramBytes())
            + " of "
            + Units.bytes(capacity)
            + " during "
            + totals.peakSramLayer()
            + "; "
            + Titles.run(report.result());
    JFreeChart chart = Theme.chart(title, peak, plot, true);
    return new Picture("sram_occupancy", title, chart::draw);
  }

  private static ValueMarker capacityLine(long capacity) {
    ValueMarker line =
        new ValueMarker(
            capacity,
            Theme.INK,
            new BasicStroke(
                2.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {12, 6}, 0));
    line.setAlpha(1f);
    line.setLabel("capacity " + Units.bytes(capacity));
    line.setLabelFont(Theme.TICK);
    line.setLabelPaint(Theme.INK);
    line.setLabelBackgroundColor(Color.WHITE);
    line.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
    line.setLabelTextAnchor(TextAnchor.BOTTOM_RIGHT);
    return line;
  }
}
