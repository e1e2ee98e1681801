package dev.npusim.mapper.attention;

import static dev.npusim.mapper.attention.AttentionLevel.DRAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.Chips;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DRAM traffic against closed forms of FlashAttention (Dao et al., 2022, theorem 2 and its proof;
 * FlashAttention-2, Dao, 2023, algorithm 1), and against a walk over all blocks.
 */
class AttentionTrafficTest {
  /** Every block fits. */
  private static final Npu ROOMY =
      Chips.of("edge-16tops", "sram.size=4096MiB", "accumulator.size=4096MiB");

  private static AttentionProblem problem(
      long kvHeads, long sharing, long queries, long keys, long dim, boolean causal, int bits) {
    return new AttentionProblem(
        "attention",
        kvHeads,
        sharing,
        queries,
        keys,
        dim,
        dim,
        causal,
        5,
        bits,
        bits == 8 ? "int8" : "fp16");
  }

  /** N 128 to 16384, d 40 to 128, 1 to 8 query heads per key/value head. */
  static List<AttentionProblem> shapes() {
    Random random = new Random(41);
    long[] dims = {40, 48, 64, 72, 80, 96, 112, 128};
    List<AttentionProblem> shapes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      long n = i < 8 ? 128L << i : 128 + random.nextInt(16384 - 127);
      long keys = random.nextInt(3) == 0 ? 128 + random.nextInt(16384 - 127) : n;
      shapes.add(
          problem(
              1 + random.nextInt(8),
              1L << random.nextInt(4),
              n,
              keys,
              dims[random.nextInt(dims.length)],
              false,
              random.nextBoolean() ? 8 : 16));
    }
    return shapes;
  }

  private static AttentionCost cost(
      AttentionProblem p, Order order, boolean held, long heads, long rows, long keys) {
    return AttentionCounter.cost(
        ROOMY,
        p,
        new AttentionNest(
            order,
            held,
            heads,
            rows,
            keys,
            Dataflow.OUTPUT_STATIONARY,
            Dataflow.WEIGHT_STATIONARY));
  }

  private static long ceil(long a, long b) {
    return -Math.floorDiv(-a, b);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void queriesOuterReadsKeysAndValuesOncePerBlockOfRows(AttentionProblem p) {
    long width = p.bits() / 8;
    long heads = p.kvHeads() * p.sharing();
    long keys = Math.min(64, p.keys() - 1);
    long before = Long.MAX_VALUE;
    for (long rows = 16; rows <= p.queries(); rows *= 2) {
      for (long stacked = 1; stacked <= p.sharing(); stacked *= 2) {
        AttentionCost cost = cost(p, Order.QUERIES_OUTER, false, stacked, rows, keys);
        long passes = p.kvHeads() * (p.sharing() / stacked) * ceil(p.queries(), rows);
        long queryBytes = heads * p.queries() * p.headDim() * width;
        long keyBytes = passes * p.keys() * p.headDim() * width;
        assertThat(cost.dramBytes())
            .as("%s rows %s heads %s", p, rows, stacked)
            .isEqualTo(2 * queryBytes + 2 * keyBytes);
        assertThat(cost.readBytes(DRAM, AttentionOperand.KEYS)).isEqualTo(keyBytes);
        assertThat(cost.readBytes(DRAM, AttentionOperand.SCORES)).isZero();
        assertThat(cost.writtenBytes(DRAM, AttentionOperand.PROBABILITIES)).isZero();
        if (stacked == 1) {
          assertThat(cost.dramBytes()).as("higher blocks move less").isLessThan(before);
          before = cost.dramBytes();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void keysOuterReadsQueriesAndRunningOutputsOncePerBlockOfKeys(AttentionProblem p) {
    long width = p.bits() / 8;
    long heads = p.kvHeads() * p.sharing();
    long before = Long.MAX_VALUE;
    for (long keys = 32; keys <= p.keys(); keys *= 2) {
      AttentionCost cost = cost(p, Order.KEYS_OUTER, false, 1, 64, keys);
      long blocks = ceil(p.keys(), keys);
      long queryBytes = heads * p.queries() * p.headDim() * width;
      long stateBytes = heads * p.queries() * (p.headDim() + 2) * 4;
      long keyBytes = 2 * p.kvHeads() * p.keys() * p.headDim() * width;
      assertThat(cost.dramBytes())
          .as("%s keys %s", p, keys)
          .isEqualTo(keyBytes + (blocks + 1) * queryBytes + 2 * (blocks - 1) * stateBytes);
      assertThat(cost.dramBytes()).isLessThan(before);
      before = cost.dramBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void whatIsHeldIsReadOnce(AttentionProblem p) {
    long width = p.bits() / 8;
    long once =
        2 * p.heads() * p.queries() * p.headDim() * width
            + 2 * p.kvHeads() * p.keys() * p.headDim() * width;
    assertThat(cost(p, Order.QUERIES_OUTER, true, 1, 32, 64).dramBytes()).isEqualTo(once);
    assertThat(cost(p, Order.KEYS_OUTER, true, 1, 32, 64).dramBytes()).isEqualTo(once);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void unfusedMovesScoresAndProbabilitiesTwice(AttentionProblem p) {
    long width = p.bits() / 8;
    long square = p.heads() * p.queries() * p.keys() * width;
    AttentionCost fused = cost(p, Order.QUERIES_OUTER, false, 1, 64, 64);
    AttentionCost unfused = cost(p, Order.UNFUSED, false, 1, 64, 64);
    assertThat(unfused.dramBytes()).isEqualTo(fused.dramBytes() + 4 * square);
  }

  /** One query per head, as in a decoding step: no block of keys is read twice. */
  @Test
  void decodeReadsKeysAndValuesOnce() {
    AttentionProblem p = problem(8, 4, 1, 5000, 128, false, 16);
    for (long keys : new long[] {1, 100, 128, 4999, 5000}) {
      AttentionCost cost = cost(p, Order.QUERIES_OUTER, false, 4, 1, keys);
      assertThat(cost.readBytes(DRAM, AttentionOperand.KEYS)).isEqualTo(8 * 5000 * 128 * 2);
      assertThat(cost.readBytes(DRAM, AttentionOperand.VALUES)).isEqualTo(8 * 5000 * 128 * 2);
    }
  }

  static List<AttentionProblem> smallShapes() {
    Random random = new Random(43);
    List<AttentionProblem> shapes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean causal = random.nextBoolean();
      long queries = 1 + random.nextInt(12);
      long keys = (causal ? queries : 1) + random.nextInt(12);
      shapes.add(
          problem(
              1 + random.nextInt(3),
              1 + random.nextInt(5),
              queries,
              keys,
              1 + random.nextInt(5),
              causal,
              8));
    }
    return shapes;
  }

  /** Every size of blocks, both orders, held and passing, masked and not. */
  @ParameterizedTest
  @MethodSource("smallShapes")
  void equalsAWalkOverAllBlocks(AttentionProblem p) {
    for (Order order : new Order[] {Order.QUERIES_OUTER, Order.KEYS_OUTER}) {
      for (boolean held : new boolean[] {true, false}) {
        for (long heads = 1; heads <= p.sharing(); heads++) {
          for (long rows = 1; rows <= p.queries(); rows++) {
            for (long keys = 1; keys <= p.keys(); keys++) {
              AttentionCost cost = cost(p, order, held, heads, rows, keys);
              AttentionWalker walked = new AttentionWalker(p, cost.nest()).walk();
              assertEqual(p, cost, walked);
            }
          }
        }
      }
    }
  }

  private static void assertEqual(AttentionProblem p, AttentionCost cost, AttentionWalker walked) {
    for (AttentionOperand operand : AttentionOperand.values()) {
      int width = operand == AttentionOperand.STATE ? 4 : 1;
      assertThat(cost.readBytes(DRAM, operand))
          .as("%s read, %s, %s", operand, p, cost.nest())
          .isEqualTo(width * walked.loaded.getOrDefault(operand, 0L));
      assertThat(cost.writtenBytes(DRAM, operand))
          .as("%s written, %s, %s", operand, p, cost.nest())
          .isEqualTo(width * walked.stored.getOrDefault(operand, 0L));
    }
    assertThat(cost.macs()).isEqualTo(walked.macs);
    long rescale = walked.rescaledRows * (p.valueDim() + 4);
    long moved = walked.exchangedRows * (p.valueDim() + 2);
    long drained = p.heads() * p.queries() * p.valueDim();
    assertThat(cost.laneOps()).isEqualTo(5 * walked.scores + rescale + moved + drained);
    assertThat(cost.writtenBytes(AttentionLevel.SRAM, AttentionOperand.PROBABILITIES))
        .isEqualTo(walked.scores);
  }
}
