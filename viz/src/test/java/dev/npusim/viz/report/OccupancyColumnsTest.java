package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.simulate.Occupancy;
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
}
