package dev.npusim.mapper.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionMapperTest {
  private static final Npu SMALL =
      Chips.of(
          "edge-4tops",
          "array.rows=4",
          "array.columns=8",
          "vector.lanes=8",
          "sram.size=6KiB",
          "accumulator.size=2KiB");
  private static final SearchLimits ALL = SearchLimits.of(Long.MAX_VALUE, 0);

  private static AttentionProblem problem(
      long kvHeads, long sharing, long queries, long keys, long dim, boolean causal) {
    return new AttentionProblem(
        "attention", kvHeads, sharing, queries, keys, dim, dim, causal, 5, 8, "int8");
  }

  static List<AttentionProblem> problems() {
    Random random = new Random(47);
    List<AttentionProblem> problems = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      boolean causal = random.nextBoolean();
      long queries = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(40);
      long keys = (causal ? queries : 1) + random.nextInt(40);
      problems.add(
          problem(
              1 + random.nextInt(3),
              1 + random.nextInt(4),
              queries,
              keys,
              1 + random.nextInt(16),
              causal));
    }
    return problems;
  }

  /**
   * Ceil-distinct sizes, and with as many blocks multiples of the array's sides and a quarter of
   * its rows; by definition.
   */
  private static TreeSet<Long> sizes(long bound) {
    TreeSet<Long> sizes = new TreeSet<>();
    for (long size = 1; size <= bound; size++) {
      long blocks = -Math.floorDiv(-bound, size);
      if (size == 1 || -Math.floorDiv(-bound, size - 1) != blocks) {
        sizes.add(size);
        for (long side : new long[] {1, 4, 8}) {
          long full = -Math.floorDiv(-size, side) * side;
          if (full <= bound && -Math.floorDiv(-bound, full) == blocks) {
            sizes.add(full);
          }
        }
      }
    }
    return sizes;
  }

  private static List<AttentionCost> everything(AttentionProblem p) {
    List<AttentionCost> all = new ArrayList<>();
    for (long rows : sizes(p.queries())) {
      for (long keys : sizes(p.keys())) {
        for (long heads : sizes(p.sharing())) {
          for (Order order : Order.values()) {
            for (boolean held : new boolean[] {false, true}) {
              for (Dataflow scores : Dataflow.values()) {
                for (Dataflow values : Dataflow.values()) {
                  try {
                    all.add(
                        AttentionCounter.cost(
                            SMALL,
                            p,
                            new AttentionNest(order, held, heads, rows, keys, scores, values)));
                  } catch (MappingException doesNotFit) {
                    continue;
                  }
                }
              }
            }
          }
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void equalsExhaustiveEnumeration(AttentionProblem p) {
    List<AttentionCost> all = everything(p);
    for (Objective objective : Objective.values()) {
      MappedAttention mapped = new AttentionMapper(SMALL, p).search(objective, ALL);
      double best =
          all.stream()
              .mapToDouble(c -> objective.cost(1e12 * c.energy().total(), c.cycles()))
              .min()
              .orElseThrow();
      assertThat(mapped.searched().optimal()).isTrue();
      assertThat(mapped.searched().cost()).as("%s %s", p, objective).isEqualTo(best);
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theFrontBeatsEverythingAndIsBeatenByNothing(AttentionProblem p) {
    List<AttentionCost> front = new AttentionMapper(SMALL, p).pareto(ALL);
    for (AttentionCost any : everything(p)) {
      assertThat(front.stream().anyMatch(c -> noWorse(c, any))).as("%s", any.nest()).isTrue();
    }
    for (AttentionCost a : front) {
      assertThat(front.stream().filter(b -> b != a && noWorse(b, a))).isEmpty();
    }
  }

  private static boolean noWorse(AttentionCost a, AttentionCost b) {
    return a.cycles() <= b.cycles()
        && a.sramBytes() <= b.sramBytes()
        && a.dramBytes() <= b.dramBytes()
        && a.energy().total() <= b.energy().total();
  }

  /** Ports, work and the floor below every cost; the bound of a search that was ended early too. */
  @ParameterizedTest
  @MethodSource("problems")
  void nothingIsCheaperThanItsPortsAndTheFloor(AttentionProblem p) {
    AttentionFloor floor = AttentionFloor.of(SMALL, p);
    for (AttentionCost cost : everything(p)) {
      assertThat(cost.cycles()).isGreaterThanOrEqualTo(floor.cycles());
      assertThat(cost.energy().total() * 1e12).isGreaterThanOrEqualTo(floor.picojoules());
      assertThat(cost.dramBytes()).isGreaterThanOrEqualTo(floor.dramBytes());
      assertThat((double) cost.cycles())
          .isGreaterThanOrEqualTo(cost.dramBytes() / SMALL.dramBytesPerCycle())
          .isGreaterThanOrEqualTo((double) cost.laneOps() / SMALL.vector().lanes());
      assertThat(cost.macUtilization()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void endedEarlyItSaysHowFarItMayBe() {
    AttentionProblem p = problem(3, 2, 40, 40, 16, false);
    MappedAttention first =
        new AttentionMapper(SMALL, p).search(Objective.EDP, SearchLimits.of(1, 0));
    MappedAttention best = new AttentionMapper(SMALL, p).search(Objective.EDP, ALL);
    assertThat(first.searched().optimal()).isFalse();
    assertThat(first.searched().lowerBound()).isLessThanOrEqualTo(best.searched().cost());
    assertThat(first.searched().gapPercent()).isPositive();
    assertThat(best.searched().gapPercent()).isZero();
  }

  @Test
  void moreMemoryIsNeverWorse() {
    AttentionProblem p = problem(8, 4, 2048, 2048, 64, false);
    double before = Double.POSITIVE_INFINITY;
    for (int kib = 64; kib <= 4096; kib *= 4) {
      Npu npu =
          Chips.of(
              "edge-4tops",
              "sram.size=" + kib + "KiB",
              "energy.sram_read=1 pJ/B",
              "energy.sram_write=1 pJ/B");
      MappedAttention mapped = new AttentionMapper(npu, p).search(Objective.LATENCY, ALL);
      assertThat(mapped.searched().cost()).isLessThanOrEqualTo(before);
      assertThat(mapped.best().nest().order().fused()).isTrue();
      assertThat(mapped.best().dramBytes()).isLessThan(mapped.other().orElseThrow().dramBytes());
      before = mapped.searched().cost();
    }
  }

  /** Llama 3.1 8B, one token after 4096: heads that share keys are stacked, nothing read twice. */
  @Test
  void decodeStacksTheHeadsThatShareKeys() {
    AttentionProblem p = problem(8, 4, 1, 4096, 128, false);
    AttentionCost best =
        new AttentionMapper(Chips.of("edge-16tops"), p).search(Objective.LATENCY, ALL).best();
    assertThat(best.dramBytes()).isEqualTo(2 * 32 * 128 + 2 * 8 * 4096 * 128);
  }

  @Test
  void causalBlocksBehindTheMaskAreSkipped() {
    Npu npu = Chips.of("edge-16tops");
    AttentionCost all =
        new AttentionMapper(npu, problem(4, 1, 1024, 1024, 64, false))
            .search(Objective.LATENCY, ALL)
            .best();
    AttentionCost causal =
        new AttentionMapper(npu, problem(4, 1, 1024, 1024, 64, true))
            .search(Objective.LATENCY, ALL)
            .best();
    assertThat(causal.macs()).isBetween(all.macs() / 2, all.macs());
    assertThat(causal.cycles()).isLessThan(all.cycles());
  }

  @Test
  void whatCannotFitSaysHowMuchItNeeds() {
    Npu tiny = Chips.of("edge-4tops", "sram.size=1KiB");
    AttentionProblem p = problem(2, 1, 8, 8, 4096, false);
    assertThatThrownBy(() -> new AttentionMapper(tiny, p).search(Objective.LATENCY, ALL))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("one query and one key");
  }

  @Test
  void sizesOutOfRangeAreNamed() {
    AttentionProblem p = problem(2, 2, 8, 8, 4, false);
    AttentionNest nest =
        new AttentionNest(
            Order.QUERIES_OUTER,
            false,
            1,
            9,
            8,
            Dataflow.OUTPUT_STATIONARY,
            Dataflow.OUTPUT_STATIONARY);
    assertThatThrownBy(() -> AttentionCounter.cost(SMALL, p, nest))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("rows=9")
        .hasMessageContaining("1 to 8");
    assertThatThrownBy(() -> problem(1, 1, 9, 8, 4, true))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("would see none");
  }
}
