package dev.npusim.viz.chart;

import com.google.common.collect.ImmutableList;
import dev.npusim.viz.report.AttentionReport;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.ValidationReport;
import dev.npusim.viz.report.VectorReport;
import java.util.List;

/** All charts of a run, a model or a mapping. */
public final class Pictures {
  private Pictures() {}

  public static List<Picture> of(RunReport report) {
    return ImmutableList.<Picture>builder()
        .add(OccupancyPicture.of(report))
        .addAll(LayerPictures.of(report.result()))
        .add(UtilizationPicture.of(report))
        .add(EnergyPicture.of(report.result()))
        .add(TensorPicture.of(report.result()))
        .build();
  }

  /**
   * All charts of a model before any chip, and those of the one it is compared with, whose names
   * end in {@code -against}.
   */
  public static List<Picture> of(InspectReport report) {
    ImmutableList.Builder<Picture> pictures = ImmutableList.builder();
    pictures.addAll(of(report.model()));
    if (report.against() != null) {
      for (Picture picture : of(report.against().b())) {
        pictures.add(new Picture(picture.name() + "-against", picture.title(), picture.drawing()));
      }
    }
    return pictures.build();
  }

  /** The traffic of each layer's mapping. */
  public static List<Picture> of(MappingReport report) {
    ImmutableList.Builder<Picture> pictures = ImmutableList.builder();
    for (int i = 0; i < report.layers().size(); i++) {
      String name = report.layers().size() == 1 ? "traffic" : "traffic_" + (i + 1);
      pictures.add(TrafficPicture.of(name, report.layers().get(i)));
    }
    return pictures.build();
  }

  /** The traffic of an attention's mapping. */
  public static List<Picture> of(AttentionReport report) {
    return ImmutableList.of(TrafficPicture.of("traffic", report.mapped()));
  }

  /** The traffic of a vector operation. */
  public static List<Picture> of(VectorReport report) {
    return ImmutableList.of(TrafficPicture.of("traffic", report.mapped()));
  }

  /** Ours against the references. */
  public static List<Picture> of(ValidationReport report) {
    return ImmutableList.of(ValidationPicture.of(report));
  }

  /** Where the cycles of a model's mapped layers go. */
  public static List<Picture> of(ModelMapReport report) {
    return ImmutableList.of(MappedLayersPicture.of(report));
  }

  /** All charts of a model before any chip. */
  public static List<Picture> of(ModelReport report) {
    return ImmutableList.<Picture>builder()
        .addAll(LayerPictures.of(report))
        .add(MemoryPicture.of(report))
        .build();
  }
}
