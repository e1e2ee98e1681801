package dev.npusim.viz.chart;

import com.google.common.collect.ImmutableList;
import dev.npusim.viz.sweep.SweepReport;
import java.util.List;

/** All charts of a sweep. */
public final class SweepPictures {
  private SweepPictures() {}

  public static List<Picture> of(SweepReport report) {
    return ImmutableList.of();
  }
}
