package dev.npusim.viz.chart;

import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.CycleSplit;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.text.Units;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;

/** Above, MAC utilization of every layer; below, its time and what the array did in it. */
final class UtilizationPicture {
  private UtilizationPicture() {}

  static Picture of(RunReport report) {
    List<LayerRow> rows = report.result().layers();
    double[] edges = LayerPictures.indices(rows.size());
    int parts = CycleSplit.NAMES.size();
    double[][] used = new double[1][rows.size()];
    double[][] time = new double[parts][rows.size()];
    double longest = 0;
    for (int i = 0; i < rows.size(); i++) {
      LayerRow row = rows.get(i);
      used[0][i] = 100 * row.macUtilization();
      double[] split = row.split().parts();
      for (int part = 0; part < parts; part++) {
        time[part][i] = split[part] / report.npu().clockHz();
      }
      longest = Math.max(longest, row.activity().chargedCycles() / report.npu().clockHz());
    }
    Duration unit = Duration.of(longest);
    for (double[] part : time) {
      for (int i = 0; i < part.length; i++) {
        part[i] /= unit.seconds();
      }
    }
    NumberAxis percent = Axes.numbers("MAC utilization [%]", 100);
    percent.setRange(0, 100);
    BlockAxis axis = new BlockAxis(BlockAxis.byIndex(Blocks.of(rows)), rows.size());
    XYPlot above =
        new Steps(edges, CycleSplit.NAMES.subList(0, 1), Palette.CYCLES.subList(0, 1), used)
            .plot(axis, percent);
    XYPlot below =
        new Steps(edges, CycleSplit.NAMES, Palette.CYCLES, time)
            .plot(axis, Axes.numbers("time [" + unit.name() + "]", longest / unit.seconds()));
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(axis);
    plot.setGap(24);
    for (XYPlot each : List.of(above, below)) {
      axis.shade(each);
      plot.add(each, each == above ? 2 : 3);
    }
    axis.reserve(plot);
    plot.setFixedLegendItems(Theme.legend(CycleSplit.NAMES, Palette.CYCLES));
    String title = "MAC utilization per layer, and what the array's time went into";
    JFreeChart chart =
        Theme.chart(
            title,
            "utilization = MACs / (peak MACs per cycle x cycles), "
                + Units.percent(report.result().totals().macUtilization())
                + " for the run; "
                + Titles.run(report.result()),
            plot,
            true);
    return new Picture("utilization", title, chart::draw);
  }
}
