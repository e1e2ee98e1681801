package dev.npusim.viz.chart;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.viz.sweep.SweepReport;
import java.util.List;

/** All charts of a sweep. */
public final class SweepPictures {
  private SweepPictures() {}

  /** The front; the objectives along one key, or over two; nothing for a sweep without figures. */
  public static List<Picture> of(SweepReport report) {
    ImmutableList.Builder<Picture> pictures = ImmutableList.builder();
    if (report.result().count(Outcome.Status.OK) == 0) {
      return pictures.build();
    }
    pictures.addAll(SweepFrontPicture.of(report));
    if (report.varied().size() == 1) {
      pictures.add(SweepLinesPicture.of(report));
    } else if (report.varied().size() > 1) {
      report
          .result()
          .objectives()
          .forEach(measure -> pictures.add(SweepHeatPicture.of(report, measure)));
    }
    return pictures.build();
  }
}
