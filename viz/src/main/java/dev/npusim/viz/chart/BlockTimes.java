package dev.npusim.viz.chart;

import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.RunReport;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.plot.XYPlot;

/** Blocks on a time axis: each as long as the cycles charged to its layers. */
final class BlockTimes {
  private final List<BlockAxis.Band> bands = new ArrayList<>();
  private final double end;

  BlockTimes(RunReport report, Duration unit) {
    List<LayerRow> rows = report.result().layers();
    double scale = report.npu().clockHz() * unit.seconds();
    long cycle = 0;
    for (Blocks.Run run : Blocks.of(rows)) {
      long begin = cycle;
      for (LayerRow row : rows.subList(run.begin(), run.end())) {
        cycle += row.activity().chargedCycles();
      }
      bands.add(new BlockAxis.Band(Blocks.label(run.name()), begin / scale, cycle / scale));
    }
    this.end = cycle / scale;
  }

  /** Adds block names above the plot and shades every other block. */
  void decorate(XYPlot plot) {
    BlockAxis axis = new BlockAxis(bands, end);
    axis.uprightOnly();
    plot.setDomainAxis(1, axis);
    plot.setDomainAxisLocation(1, AxisLocation.TOP_OR_LEFT);
    axis.shade(plot);
  }
}
