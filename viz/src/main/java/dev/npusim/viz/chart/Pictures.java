package dev.npusim.viz.chart;

import dev.npusim.viz.report.RunReport;
import java.util.List;

/** All charts of a run. */
public final class Pictures {
  private Pictures() {}

  public static List<Picture> of(RunReport report) {
    return List.of(
        OccupancyPicture.of(report),
        LayerPictures.parameters(report.result()),
        LayerPictures.macs(report.result()),
        UtilizationPicture.of(report),
        EnergyPicture.of(report.result()),
        TensorPicture.of(report.result()));
  }
}
