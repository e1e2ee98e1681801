package dev.npusim.viz.chart;

import com.google.common.collect.ImmutableList;
import dev.npusim.viz.compare.RunComparison;
import java.util.List;

/** All charts of results side by side. */
public final class ComparisonPictures {
  private ComparisonPictures() {}

  public static List<Picture> of(RunComparison comparison) {
    return ImmutableList.of(
        ComparedTotalsPicture.of(comparison), ComparedLayersPicture.of(comparison));
  }
}
