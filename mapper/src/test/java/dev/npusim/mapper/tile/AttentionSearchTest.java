package dev.npusim.mapper.tile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.Chips;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionSearchTest {
  private static final Npu NPU = Chips.of("edge-4tops");

  static List<AttentionSearch.Problem> problems() {
    Random random = new Random(29);
    int[] dims = {16, 40, 64, 80, 160};
    return IntStream.range(0, 24)
        .mapToObj(
            i -> {
              int dim = dims[random.nextInt(dims.length)];
              boolean wide = random.nextInt(3) == 0;
              return new AttentionSearch.Problem(
                  1 + random.nextInt(16),
                  random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(1500),
                  1 + random.nextInt(1500),
                  dim,
                  dim,
                  Attention.SOFTMAX_LANE_OPS,
                  wide ? 16 : 8,
                  wide ? 0.5 : 1,
                  random.nextBoolean(),
                  random.nextBoolean(),
                  random.nextBoolean(),
                  (64L + random.nextInt(1000)) << 10);
            })
        .toList();
  }

  private static @Nullable AttentionTiling best(AttentionSearch.Problem problem) {
    return new AttentionSearch(NPU).best(problem);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void tilingsFitTheAccumulatorAndTheBudget(AttentionSearch.Problem problem) {
    AttentionTiling tiling = best(problem);
    assertThat(tiling).isNotNull();
    long scores = (long) tiling.scoreSlots() * tiling.rows() * tiling.keys();
    long results = (long) tiling.rows() * problem.valueDim();
    assertThat(4 * (scores + results))
        .as("%s", tiling)
        .isLessThanOrEqualTo(NPU.accumulator().sizeBytes());
    assertThat(tiling.sramBytes()).isLessThanOrEqualTo(problem.budgetBytes());
    // At least a block of probabilities, and of everything that comes from DRAM.
    long least = (long) tiling.rows() * tiling.keys();
    least += problem.streamedQuery() ? (long) tiling.rows() * problem.headDim() : 0;
    least += problem.streamedKeys() ? (long) tiling.keys() * 2 * problem.headDim() : 0;
    assertThat(tiling.sramBytes()).isGreaterThanOrEqualTo(least * problem.bits() / 8);
  }

  /** Scores and values of each block of each head, and at least the lane operations of softmax. */
  @ParameterizedTest
  @MethodSource("problems")
  void cyclesAreAtLeastThoseOfAWalkOverAllBlocks(AttentionSearch.Problem p) {
    AttentionTiling tiling = best(p);
    assertThat(tiling).isNotNull();
    long array = 0;
    long instructions = 0;
    for (long r = 0; r < p.queries(); r += tiling.rows()) {
      long rows = Math.min(tiling.rows(), p.queries() - r);
      for (long k = 0; k < p.keys(); k += tiling.keys()) {
        long keys = Math.min(tiling.keys(), p.keys() - k);
        array +=
            ArrayTiming.busy(NPU.array(), p.rate(), tiling.scores(), rows, keys, p.headDim())
                + ArrayTiming.busy(
                    NPU.array(), p.rate(), tiling.values(), rows, p.valueDim(), keys);
        instructions += 2;
      }
    }
    // What is not streaming is at most a load and a skew per instruction and a fixed charge.
    long most = instructions * (2L * NPU.array().rows() + NPU.array().columns() + 24);
    assertThat(tiling.arrayCycles()).isBetween(p.heads() * array, p.heads() * (array + most));
    long softmax = p.heads() * p.queries() * p.keys() * 5 / NPU.vector().lanes();
    assertThat(tiling.vectorCycles()).isGreaterThanOrEqualTo(softmax);
  }

  @Test
  void moreRoomIsNeverSlower() {
    for (AttentionSearch.Problem p : problems()) {
      long before = Long.MAX_VALUE;
      for (long kib = 64; kib <= 4096; kib *= 2) {
        AttentionTiling tiling =
            best(
                new AttentionSearch.Problem(
                    p.heads(),
                    p.queries(),
                    p.keys(),
                    p.headDim(),
                    p.valueDim(),
                    p.scoreLaneOps(),
                    p.bits(),
                    p.rate(),
                    p.streamedQuery(),
                    false,
                    p.streamedOutput(),
                    kib << 10));
        if (tiling != null) {
          long slower = Math.max(tiling.arrayCycles(), tiling.vectorCycles());
          long time = slower + Math.min(tiling.arrayCycles(), tiling.vectorCycles()) / 8;
          assertThat(time).as("%s in %s KiB", p, kib).isLessThanOrEqualTo(before);
          before = time;
        }
      }
    }
  }

  /** A head's keys and values need not fit: then they pass once per block of rows. */
  @Test
  void keysThatDoNotFitPassBlockByBlock() {
    AttentionSearch.Problem roomy =
        new AttentionSearch.Problem(8, 4096, 4096, 64, 64, 5, 8, 1, true, true, true, 2 << 20);
    AttentionSearch.Problem tight =
        new AttentionSearch.Problem(8, 4096, 4096, 64, 64, 5, 8, 1, true, true, true, 128 << 10);
    assertThat(best(roomy).keysPass()).isFalse();
    assertThat(best(tight).keysPass()).isTrue();
  }

  @Test
  void withoutRoomForTheSmallestBlockThereIsNone() {
    AttentionSearch.Problem problem =
        new AttentionSearch.Problem(8, 4096, 4096, 64, 64, 5, 8, 1, true, true, true, 1 << 10);
    assertThat(best(problem)).isNull();
  }
}
