package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.Chips;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.npu.program.Dataflow;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Steps of a 64 x 128 array, by hand and by trying all sides. */
class FoldFloorTest {
  @Test
  void positionsThatNoSidesFillTheColumnsWith() {
    // 56 x 56 positions: 8 x 14 of them (112 of 128 columns) at a time. C fills the 64 rows.
    assertThat(steps(Edge3.conv("3x3", 64, 64, 56, 3, 1), Dataflow.INPUT_STATIONARY))
        .isEqualTo(28 * 9 * 64);
    // The 64 outputs are all on the columns at once, and half of those idle.
    assertThat(steps(Edge3.conv("3x3", 64, 64, 56, 3, 1), Dataflow.WEIGHT_STATIONARY))
        .isEqualTo(9 * 56 * 56);
  }

  @Test
  void asFewAsTheBestOfAllSides() {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      int pq = 2 + random.nextInt(40);
      int k = 1 + random.nextInt(100);
      int c = 1 + random.nextInt(100);
      Layer layer = Edge3.conv("1x1", k, c, pq, 1, 1);
      long columns = Long.MAX_VALUE;
      for (int p = 1; p <= 128; p++) {
        for (int q = 1; p * q <= 128; q++) {
          columns = Math.min(columns, (long) ((pq + p - 1) / p) * ((pq + q - 1) / q));
        }
      }
      assertThat(steps(layer, Dataflow.INPUT_STATIONARY))
          .as(layer.toString())
          .isEqualTo((double) columns * ((c + 63) / 64) * k);
    }
  }

  private static double steps(Layer layer, Dataflow dataflow) {
    return Target.of(Chips.of("edge-16tops"), layer).stream()
        .filter(target -> target.architecture().name().contains("(" + dataflow.shortName() + ")"))
        .mapToDouble(target -> FoldFloor.steps(new Slots(target.architecture(), layer)))
        .findFirst()
        .orElseThrow();
  }
}
