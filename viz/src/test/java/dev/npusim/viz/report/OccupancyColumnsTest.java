package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.simulate.Occupancy;
import dev.npusim.viz.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OccupancyColumnsTest {
  @Test
  void shortPeaksStay() {
    ImmutableLongArray none = ImmutableLongArray.of(0, 0, 0, 0);
    Occupancy occupancy =
        new Occupancy(
            ImmutableLongArray.of(0, 50, 51, 75),
            ImmutableList.of(ImmutableLongArray.of(1, 9, 2, 0), none, none, none));
    assertThat(OccupancyColumns.of(occupancy, 100, 4).bytes()[0]).containsExactly(1, 1, 9, 0);
    assertThat(OccupancyColumns.of(occupancy, 100, 2).bytes()[0]).containsExactly(1, 9);
  }

  @Test
  void engineLoadAddsUpToBusyCycles() {
    RunReport report = Samples.unet();
    EngineLoad load = EngineLoad.of(report.execution(), 200);
    double binCycles = report.execution().cycles() / 200.0;
    assertThat(Math.round(Arrays.stream(load.array()).sum() * binCycles))
        .isEqualTo(report.execution().arrayBusyCycles());
    assertThat(Arrays.stream(load.dram()).max().orElse(0)).isLessThan(1 + 1e-9);
  }
}
