package dev.npusim.mapper.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.Chips;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayFloorTest {
  /** Heads of 40 on 64 rows: one fold for each, or the whole skew of 190 cycles. */
  @Test
  void whatDoesNotFillTheRowsTakesAsLongAsIfItDid() {
    ArrayFloor floor = new ArrayFloor(Chips.of("edge-16tops").array());
    assertThat(floor.reduction(40, 1)).isEqualTo(64);
    assertThat(floor.reduction(640, 1)).isEqualTo(640);
    assertThat(floor.reduction(641, 1)).isEqualTo(704);
    assertThat(floor.columns(40, 1)).isEqualTo(64);
    assertThat(floor.columns(80, 1)).isEqualTo(80);
    assertThat(floor.rows(1, 1)).isEqualTo(64);
  }

  /** Cuts a product into random tiles of random dataflows: never faster than the floor. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "array.dataflow=flexible",
        "array.dataflow=weight_stationary",
        "array.dataflow=output_stationary",
        "array.dataflow=input_stationary",
        "array.timing=multicast",
        "array.weight_double_buffer=false"
      })
  void noCutIntoTilesIsFaster(String setting) {
    ArraySpec array = Chips.of("edge-4tops", setting, "array.rows=8", "array.columns=16").array();
    ArrayFloor floor = new ArrayFloor(array);
    Random random = new Random(5);
    for (int trial = 0; trial < 3000; trial++) {
      long m = 1 + random.nextInt(60);
      long n = 1 + random.nextInt(60);
      long k = 1 + random.nextInt(60);
      double rate = trial % 3 == 0 ? 0.5 : 1;
      double least =
          Math.max(
              (double) m * n * floor.reduction(k, rate),
              Math.max(m * k * floor.columns(n, rate), n * k * floor.rows(m, rate)));
      double bound = least / (array.rows() * array.columns() * rate);
      assertThat((double) cut(array, rate, m, n, k, random, 3))
          .as("%d x %d x %d at %s", m, n, k, rate)
          .isGreaterThanOrEqualTo(bound - 1e-6);
    }
  }

  /** Cycles of one way to run a product: as one tile, or as two parts, each in its own way. */
  private static long cut(
      ArraySpec array, double rate, long m, long n, long k, Random random, int depth) {
    long best = Long.MAX_VALUE;
    for (Dataflow dataflow : ContractionSearch.allowed(array)) {
      best = Math.min(best, ArrayTiming.busy(array, rate, dataflow, m, n, k));
    }
    if (depth == 0) {
      return best;
    }
    for (int axis = 0; axis < 3; axis++) {
      long extent = axis == 0 ? m : axis == 1 ? n : k;
      if (extent > 1) {
        long at = 1 + random.nextInt((int) extent - 1);
        long rest = extent - at;
        long parts =
            cut(
                    array,
                    rate,
                    axis == 0 ? at : m,
                    axis == 1 ? at : n,
                    axis == 2 ? at : k,
                    random,
                    depth - 1)
                + cut(
                    array,
                    rate,
                    axis == 0 ? rest : m,
                    axis == 1 ? rest : n,
                    axis == 2 ? rest : k,
                    random,
                    depth - 1);
        best = Math.min(best, parts);
      }
    }
    return best;
  }
}
