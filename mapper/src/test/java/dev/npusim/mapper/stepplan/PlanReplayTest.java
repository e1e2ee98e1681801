package dev.npusim.mapper.stepplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Costs worked out by hand. Nine steps; the first tensor is read by steps 1 and 8. */
class PlanReplayTest {
  private static final long KIB = 1024;

  /** 1 GB/s and 1 GMAC/s: a byte and a MAC at full utilization take a nanosecond. */
  private static final StepChip CHIP = new StepChip(1024 * KIB, 1e9, 1e9);

  private static final StepGraph GRAPH = chain();

  private static StepGraph chain() {
    List<StepNode> nodes = new ArrayList<>();
    for (int step = 0; step < 9; step++) {
      ImmutableIntArray operands =
          step == 8 ? ImmutableIntArray.of(8, 1) : ImmutableIntArray.of(step);
      nodes.add(new StepNode("n" + step, operands, 100 * KIB, 50_000, 3 * KIB, 0, 0.5, true, 1));
    }
    return new StepGraph(
        "chain", List.of("in"), ImmutableLongArray.of(10 * KIB), nodes, ImmutableIntArray.of(1));
  }

  private static StepPlan plan(
      long[] kept, long[] prefetched, ImmutableList<Recomputation> recomputed) {
    ImmutableLongArray keeps = ImmutableLongArray.copyOf(kept);
    return new StepPlan(
        keeps,
        PlanReplay.leastWritten(GRAPH, keeps, recomputed),
        ImmutableLongArray.copyOf(prefetched),
        recomputed);
  }

  private static long[] nothing() {
    return new long[GRAPH.gaps()];
  }

  private static long[] noWeights() {
    return new long[9 * StepModel.PREFETCH_STEPS];
  }

  @Test
  void nothingKeptMovesEverything() {
    PlanCost cost = PlanReplay.of(GRAPH, CHIP, plan(nothing(), noWeights(), ImmutableList.of()));
    // Ten reads of operands, nine writes, nine times weights.
    assertThat(cost.dramBytes()).isEqualTo((10 + 8 * 100 + 100 + 9 * 100 + 9 * 3) * KIB);
    assertThat(cost.sramBytes().get(0)).isEqualTo((64 + 64 + 3) * KIB);
    assertThat(cost.sramBytes().get(8)).isEqualTo((64 + 64 + 64 + 3) * KIB);
    assertThat(cost.stepSeconds().get(0)).isEqualTo((10 + 100 + 3) * KIB * 1e-9);
    assertThat(cost.energyJ())
        .isCloseTo((cost.dramBytes() * 40 + 450_000 * 0.5) * 1e-12, within(1e-18));
  }

  @Test
  void whatIsKeptOccupiesAndIsNotMoved() {
    long[] kept = nothing();
    kept[GRAPH.gap(0, 0)] = 10 * KIB; // a graph input is there from the beginning
    kept[GRAPH.gap(1, 0)] = 40 * KIB;
    kept[GRAPH.gap(1, 1)] = 70 * KIB;
    PlanCost cost = PlanReplay.of(GRAPH, CHIP, plan(kept, noWeights(), ImmutableList.of()));
    assertThat(cost.sramBytes().get(0)).isEqualTo((128 + 3 + 10 + 40) * KIB);
    assertThat(cost.sramBytes().get(1)).isEqualTo((128 + 3 + 70) * KIB);
    assertThat(cost.sramBytes().get(5)).isEqualTo((128 + 3 + 70) * KIB);
    // Of the first tensor the larger missing part is written.
    assertThat(cost.dramByteCounts().get(0)).isEqualTo((60 + 3) * KIB);
    assertThat(cost.dramByteCounts().get(1)).isEqualTo((60 + 100 + 3) * KIB);
    assertThat(cost.dramByteCounts().get(8)).isEqualTo((100 + 30 + 100 + 3) * KIB);
  }

  @Test
  void weightsReadAheadMoveEarlierAndOccupy() {
    long[] weights = noWeights();
    weights[8 * StepModel.PREFETCH_STEPS + 1] = 2 * KIB;
    PlanCost cost = PlanReplay.of(GRAPH, CHIP, plan(nothing(), weights, ImmutableList.of()));
    assertThat(cost.dramByteCounts().get(6)).isEqualTo((200 + 3 + 2) * KIB);
    assertThat(cost.dramByteCounts().get(8)).isEqualTo((300 + 1) * KIB);
    assertThat(cost.sramBytes().get(5)).isEqualTo(131 * KIB);
    for (int step = 6; step < 8; step++) {
      assertThat(cost.sramBytes().get(step)).isEqualTo((131 + 2) * KIB);
    }
    assertThat(cost.sramBytes().get(8)).isEqualTo((131 + 64 + 2) * KIB);
  }

  @Test
  void aRecomputationIsChargedInItsStep() {
    ImmutableList<Recomputation> all = PlanCandidates.of(GRAPH);
    assertThat(all).hasSize(1); // behind the producer there is only the graph input
    Recomputation again = all.get(0);
    assertThat(again.step()).isEqualTo(8);
    assertThat(again.transientBytes()).isEqualTo((32 + 3) * KIB);
    PlanCost with = PlanReplay.of(GRAPH, CHIP, plan(nothing(), noWeights(), all));
    PlanCost without = PlanReplay.of(GRAPH, CHIP, plan(nothing(), noWeights(), ImmutableList.of()));
    // Not the tensor, but its input and weights.
    assertThat(with.dramByteCounts().get(8))
        .isEqualTo(without.dramByteCounts().get(8) + (10 + 3 - 100) * KIB);
    assertThat(with.sramBytes().get(8)).isEqualTo(without.sramBytes().get(8) + 35 * KIB);
    assertThat(with.macs()).isEqualTo(without.macs() + 50_000);
  }

  /** Longer chains: what the second node adds, and what is whole instead of tile by tile. */
  @Test
  void chainsFollowTheLatestOperand() {
    StepGraph graph = RandomStepGraphs.layered(60, 3);
    for (Recomputation r : PlanCandidates.of(graph)) {
      assertThat(r.step() - graph.producer(r.tensor())).isGreaterThanOrEqualTo(6);
      assertThat(r.chain().get(0)).isEqualTo(graph.producer(r.tensor()));
      boolean tiled =
          r.depth() <= 2 && r.chain().stream().allMatch(step -> graph.node(step).tiled());
      assertThat(r.workFactor()).isEqualTo(tiled && r.depth() == 2 ? 1.1 : 1);
      if (tiled) {
        assertThat(r.transientBytes())
            .isEqualTo(32 * KIB * r.depth() + Math.min(r.weightBytes(), 128 * KIB));
      } else {
        assertThat(r.transientBytes()).isGreaterThanOrEqualTo(graph.bytes(r.tensor()));
      }
      for (int k = 1; k < r.depth(); k++) {
        assertThat(r.chain().get(k)).isLessThan(r.chain().get(k - 1));
        assertThat(r.sources().contains(graph.output(r.chain().get(k)))).isFalse();
        // Nothing that is left to fetch is later than what was chosen.
        int next = r.chain().get(k);
        assertThat(r.sources().stream().allMatch(s -> graph.producer(s) != next)).isTrue();
      }
    }
  }

  @Test
  void mutantsAreRejected() {
    long[] kept = nothing();
    kept[GRAPH.gap(1, 1)] = 70 * KIB;
    StepPlan good = plan(kept, noWeights(), ImmutableList.of());
    PlanReplay.of(GRAPH, CHIP, good);
    long[] written = good.written().toArray();
    written[0]--;
    rejects(
        new StepPlan(
            good.kept(), ImmutableLongArray.copyOf(written), good.prefetched(), good.recomputed()),
        "too little of n0 is written");
    written = good.written().toArray();
    written[8]--;
    rejects(
        new StepPlan(
            good.kept(), ImmutableLongArray.copyOf(written), good.prefetched(), good.recomputed()),
        "too little of n8 is written to DRAM, and it is a result");
    long[] more = kept.clone();
    more[GRAPH.gap(1, 1)] = 101 * KIB;
    rejects(plan(more, noWeights(), ImmutableList.of()), "kept of");
    long[] weights = noWeights();
    weights[1 * StepModel.PREFETCH_STEPS + 1] = 1;
    rejects(plan(kept, weights, ImmutableList.of()), "weights ahead");
    weights = noWeights();
    weights[8 * StepModel.PREFETCH_STEPS] = 2 * KIB;
    weights[8 * StepModel.PREFETCH_STEPS + 3] = 2 * KIB;
    rejects(plan(kept, weights, ImmutableList.of()), "weights ahead");
    Recomputation real = PlanCandidates.of(GRAPH).get(0);
    rejects(plan(kept, noWeights(), ImmutableList.of(real, real)), "n0 cannot be recomputed so");
    assertThatThrownBy(() -> PlanReplay.of(GRAPH, new StepChip(200 * KIB, 1e9, 1e9), good))
        .isInstanceOf(PlanReplay.Violation.class)
        .hasMessageContaining("step 1 (n1) occupies");
  }

  private static void rejects(StepPlan plan, String message) {
    assertThatThrownBy(() -> PlanReplay.of(GRAPH, CHIP, plan))
        .isInstanceOf(PlanReplay.Violation.class)
        .hasMessageContaining(message);
  }
}
