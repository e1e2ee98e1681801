package dev.npusim.mapper.stepplan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Small graphs against every subset of recomputations with every gap kept in whole slices. */
class AllPlansTest {
  private static final long SLICE = 64 << 10;
  private static final int CASES = 4;

  /** Eight steps; the first tensor is read late, too. Sizes are small multiples of a slice. */
  private static StepGraph graph(Random random) {
    List<StepNode> nodes = new ArrayList<>();
    for (int step = 0; step < 8; step++) {
      TreeSet<Integer> operands = new TreeSet<>();
      operands.add(step);
      if (step == 7 || step == 6 && random.nextBoolean()) {
        operands.add(1 + random.nextInt(step == 7 ? 2 : 1));
      }
      nodes.add(
          new StepNode(
              "n" + step,
              ImmutableIntArray.copyOf(operands),
              SLICE * (step < 2 ? 1 + random.nextInt(3) : 1),
              random.nextInt(200_000),
              random.nextInt(3) == 0 ? SLICE : 0,
              0,
              0.5,
              random.nextInt(4) > 0,
              1 + random.nextInt(2)));
    }
    return new StepGraph(
        "small", List.of("in"), ImmutableLongArray.of(SLICE), nodes, ImmutableIntArray.of(1, 2));
  }

  /** Everything but reading weights ahead, which bytes do not depend on. */
  private static final class Enumeration {
    private final StepGraph graph;
    private final StepChip chip;
    private final List<Recomputation> plans;
    private double best = Double.POSITIVE_INFINITY;

    Enumeration(StepGraph graph, StepChip chip) {
      this.graph = graph;
      this.chip = chip;
      plans = PlanCandidates.of(graph);
    }

    double best() {
      for (int subset = 0; subset < 1 << plans.size(); subset++) {
        List<Recomputation> chosen = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
          if ((subset >> i & 1) > 0) {
            chosen.add(plans.get(i));
          }
        }
        boolean once =
            chosen.stream().map(r -> graph.gap(r.tensor(), r.use())).distinct().count()
                == chosen.size();
        if (once) {
          go(0, new long[graph.gaps()], chosen);
        }
      }
      return best;
    }

    private void go(int tensor, long[] kept, List<Recomputation> chosen) {
      if (tensor == graph.tensors()) {
        price(kept, chosen);
        return;
      }
      use(tensor, 0, kept, chosen);
    }

    private void use(int tensor, int k, long[] kept, List<Recomputation> chosen) {
      if (k == graph.uses(tensor).length()) {
        go(tensor + 1, kept, chosen);
        return;
      }
      for (long bytes = 0; bytes <= graph.bytes(tensor); bytes += SLICE) {
        kept[graph.gap(tensor, k)] = bytes;
        use(tensor, k + 1, kept, chosen);
      }
    }

    private void price(long[] kept, List<Recomputation> chosen) {
      ImmutableLongArray keeps = ImmutableLongArray.copyOf(kept);
      StepPlan plan =
          new StepPlan(
              keeps,
              PlanReplay.leastWritten(graph, keeps, chosen),
              ImmutableLongArray.copyOf(new long[graph.steps() * StepModel.PREFETCH_STEPS]),
              ImmutableList.copyOf(chosen));
      try {
        best = Math.min(best, PlanReplay.of(graph, chip, plan).dramBytes());
      } catch (PlanReplay.Violation tooLarge) {
        assertThat(tooLarge).hasMessageContaining("occupies");
      }
    }
  }

  @Test
  void noPlanOfAllMovesLess() {
    int equal = 0;
    int recomputing = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      StepGraph graph = graph(random);
      long sram = StepPlanner.leastSramBytes(graph) + SLICE * (1 + random.nextInt(4));
      StepChip chip = new StepChip(sram, 25.6e9, 8e12);
      PlanResult found =
          StepPlanner.plan(
              graph, chip, PlanObjective.DRAM, PlanStrategy.JOINT, PlanEngine.EXACT, () -> false);
      double best = new Enumeration(graph, chip).best();
      assertThat(found.objective()).as("seed %d", seed).isLessThanOrEqualTo(best * (1 + 2e-4));
      assertThat(found.bound()).as("seed %d", seed).isLessThanOrEqualTo(best);
      equal += found.objective() >= best * (1 - 2e-4) ? 1 : 0;
      recomputing += found.plan().recomputed().isEmpty() ? 0 : 1;
    }
    assertThat(equal).isPositive();
    assertThat(recomputing).isPositive();
  }
}
