package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.EngineTimeline.Lane;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EngineTimelineTest {
  private static final int BINS = 200;

  private final RunReport report = Samples.unet();
  private final EngineTimeline timeline = EngineTimeline.of(report, BINS);

  private long cycles(Lane... lanes) {
    double bin = report.execution().cycles() / (double) BINS;
    return Math.round(
        bin
            * Arrays.stream(lanes)
                .flatMapToDouble(lane -> Arrays.stream(timeline.busy()[lane.ordinal()]))
                .sum());
  }

  @Test
  void sharesAddUpToBusyCycles() {
    assertThat(cycles(Lane.ARRAY)).isEqualTo(report.execution().arrayBusyCycles());
    assertThat(cycles(Lane.VECTOR)).isEqualTo(report.execution().vectorBusyCycles());
    assertThat(cycles(Lane.WEIGHTS, Lane.ACTIVATIONS, Lane.SPILL))
        .isEqualTo(report.execution().dramBusyCycles());
    assertThat(cycles(Lane.SPILL)).isPositive();
    for (double[] lane : timeline.busy()) {
      assertThat(Arrays.stream(lane).max().orElseThrow()).isLessThan(1 + 1e-9);
    }
  }

  @Test
  void ownersRanThen() {
    double bin = report.execution().cycles() / (double) BINS;
    for (int engine = 0; engine < EngineTimeline.ENGINES; engine++) {
      for (int i = 0; i < BINS; i++) {
        int owner = timeline.owners()[engine][i];
        if (owner >= 0) {
          LayerActivity layer = report.result().layers().get(owner).activity();
          assertThat((double) layer.startCycle()).isLessThan((i + 1) * bin);
          assertThat((double) layer.endCycle()).isGreaterThan(i * bin);
        }
      }
    }
    assertThat(Arrays.stream(timeline.owners()[0]).distinct().count()).isGreaterThan(20);
  }
}
