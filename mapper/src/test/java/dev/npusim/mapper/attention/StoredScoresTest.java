package dev.npusim.mapper.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.Chips;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.npu.hardware.Npu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs never store scores: what that would cost, against the best blocks they have. */
class StoredScoresTest {
  private static final SearchLimits ALL = SearchLimits.of(Long.MAX_VALUE, 0);

  private static AttentionProblem problem(
      long kvHeads, long sharing, long queries, long keys, long dim) {
    return new AttentionProblem(
        "attention", kvHeads, sharing, queries, keys, dim, dim, false, 5, 8, "int8");
  }

  private static AttentionCost program(Npu npu, AttentionProblem p) {
    return new AttentionBlocks(npu, npu.dramBytesPerCycle())
        .best(p, nest -> 0, npu.sram().sizeBytes())
        .orElseThrow();
  }

  private static AttentionCost unfused(Npu npu, AttentionProblem p) {
    MappedAttention mapped = new AttentionMapper(npu, p).search(Objective.LATENCY, ALL);
    AttentionCost best = mapped.best();
    return best.nest().order() == Order.UNFUSED ? best : mapped.other().orElseThrow();
  }

  /** Of Stable Diffusion 1.5, its text encoder, BERT, ViT, and Llama 3.2 reading and writing. */
  @ParameterizedTest
  @CsvSource({
    "8, 1, 1024, 1024, 80", "8, 1, 256, 256, 160", "8, 1, 1024, 77, 80", "12, 1, 77, 77, 64",
    "12, 1, 128, 128, 64", "12, 1, 197, 197, 64", "8, 4, 128, 128, 64", "8, 4, 1, 2048, 64"
  })
  void isWorseForHeadsOfWhichManyRowsFit(
      long kvHeads, long sharing, long queries, long keys, long dim) {
    AttentionProblem p = problem(kvHeads, sharing, queries, keys, dim);
    for (String chip : new String[] {"edge-4tops", "edge-16tops"}) {
      Npu npu = Chips.of(chip);
      AttentionCost fused = program(npu, p);
      AttentionCost stored = unfused(npu, p);
      assertThat(fused.cycles()).as("%s on %s", p, chip).isLessThan(stored.cycles());
      assertThat(fused.dramBytes()).isLessThan(stored.dramBytes());
    }
  }

  /**
   * One head of 512 over 4096 tokens: the accumulator holds running outputs of so few rows that
   * keys and values, which do not fit the SRAM, pass more often than scores would.
   */
  @Test
  void movesLessWhereOnlyFewRowsOfAWideHeadFit() {
    AttentionProblem p = problem(1, 1, 4096, 4096, 512);
    Npu npu = Chips.of("edge-16tops");
    assertThat(unfused(npu, p).dramBytes()).isLessThan(program(npu, p).dramBytes());
  }
}
