package dev.npusim.mapper.attention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.workloads.Workloads;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs may use, {@code map} looks at. */
class AttentionSupersetTest {
  @ParameterizedTest
  @CsvSource({
    "sd15-unet, latent, 64, phase, ''",
    "llama-3.2-1b, tokens, 512, phase, prefill",
    "llama-3.2-1b, context, 2048, phase, decode"
  })
  void theBestOfMapIsNoSlowerThanTheBlocksOfAProgram(
      String model, String dim, String extent, String phase, String which) {
    Map<String, String> dims =
        which.isEmpty() ? Map.of(dim, extent) : Map.of(dim, extent, phase, which);
    Set<AttentionProblem> problems = new LinkedHashSet<>();
    for (Node node : Workloads.load(model, dims).graph().nodes()) {
      if (node.op() instanceof Attention op) {
        problems.add(
            AttentionProblem.ofProgram(op, node.types(), Precision.W8A8, ImmutableSet.of()));
      }
    }
    assertThat(problems).isNotEmpty();
    Npu npu = Chips.of("edge-16tops");
    for (AttentionProblem problem : problems) {
      long mapped =
          new AttentionMapper(npu, problem)
              .search(Objective.LATENCY, SearchLimits.of(Long.MAX_VALUE, 0))
              .best()
              .cycles();
      for (AttentionCost of : new AttentionBlocks(npu, 1).candidates(problem)) {
        assertThat(mapped)
            .as("%s, blocks of a program %s", problem, of.nest())
            .isLessThanOrEqualTo(AttentionCounter.cost(npu, problem, of.nest()).cycles());
      }
    }
  }

  /** Rows of a quarter of the array's side belong to both. */
  @Test
  void everySizeOfAProgramIsOneOfMap() {
    for (long bound : new long[] {1, 7, 33, 77, 100, 257, 512, 4096, 5000, 16384}) {
      for (long[] array : new long[][] {{4, 8}, {16, 16}, {32, 64}, {64, 128}, {3, 5}}) {
        assertThat(BlockSpace.Part.ALL.sizes(bound, array[0], array[1]))
            .containsAll(BlockSizes.few(bound, array[0], array[1]));
      }
    }
  }
}
