package dev.npusim.mapper.rematerialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RematerializerTest {
  private static final double CLOSE = 1e-9;

  static TaskGraph instance(String name) throws IOException {
    String text =
        Resources.toString(
            Resources.getResource(RematerializerTest.class, name + ".json"),
            StandardCharsets.UTF_8);
    return TaskGraphFile.read(name, text).graph();
  }

  private static Rematerializer rounds(long rounds) {
    return new Rematerializer(0, SearchLimit.rounds(rounds));
  }

  private static double duration(TaskGraph graph, StagedPlan plan) {
    return Replay.of(graph, plan.sequence()).duration();
  }

  /** The search alone, also where a graph is so small that it would be searched to the end. */
  private static double searched(TaskGraph graph, long budget) {
    PlanSearch search = new PlanSearch(graph, budget, 3, SearchLimit.rounds(1_000));
    search.run(0);
    if (!search.fits()) {
      return Double.POSITIVE_INFINITY;
    }
    Replay replay = Replay.of(graph, search.best().sequence());
    assertThat(replay.peak()).isLessThanOrEqualTo(budget);
    return replay.duration();
  }

  private static double solved(TaskGraph graph, long budget) {
    Outcome outcome = rounds(10).solve(graph, budget);
    if (outcome instanceof Outcome.Fits fits) {
      assertThat(fits.bound())
          .isCloseTo(duration(graph, fits.plan()) - graph.totalCost(), within(CLOSE));
      return duration(graph, fits.plan());
    }
    assertThat(outcome).isInstanceOf(Outcome.Impossible.class);
    return Double.POSITIVE_INFINITY;
  }

  @Test
  void tinyGraphsEqualAllPlans() {
    Random random = new Random(1);
    int again = 0;
    int impossible = 0;
    for (int each = 0; each < 300; each++) {
      TaskGraph graph = RandomGraphs.of(2 + random.nextInt(4), 0.5, random);
      long budget = RandomGraphs.budget(graph, random);
      double least = new NaivePlans(graph, budget).least();
      assertThat(solved(graph, budget)).as("%s in %s", graph, budget).isEqualTo(least);
      assertThat(searched(graph, budget)).as("%s in %s", graph, budget).isEqualTo(least);
      again += least > graph.totalCost() && least < Double.POSITIVE_INFINITY ? 1 : 0;
      impossible += least == Double.POSITIVE_INFINITY ? 1 : 0;
    }
    assertThat(again).isGreaterThan(10);
    assertThat(impossible).isGreaterThan(2);
  }

  @Test
  void sixNodesEqualAllPlans() {
    Random random = new Random(6);
    for (int each = 0; each < 10; each++) {
      TaskGraph graph = RandomGraphs.of(6, 0.4, random);
      long budget = RandomGraphs.budget(graph, random);
      double least = new NaivePlans(graph, budget).least();
      assertThat(solved(graph, budget)).as("%s in %s", graph, budget).isEqualTo(least);
      assertThat(searched(graph, budget)).as("%s in %s", graph, budget).isEqualTo(least);
    }
  }

  /** The sets of values in memory are a second algorithm, which the search has to reach. */
  @Test
  void theSearchFindsTheOptimumOfSmallGraphs() {
    Random random = new Random(2);
    int missed = 0;
    int again = 0;
    for (int each = 0; each < 150; each++) {
      TaskGraph graph = RandomGraphs.of(7 + random.nextInt(6), 0.3, random);
      long budget = RandomGraphs.budget(graph, random);
      double least = solved(graph, budget);
      double found = searched(graph, budget);
      assertThat(found).as("%s in %s", graph, budget).isGreaterThanOrEqualTo(least - CLOSE);
      missed += found > least + CLOSE ? 1 : 0;
      again += least > graph.totalCost() && least < Double.POSITIVE_INFINITY ? 1 : 0;
    }
    assertThat(again).isGreaterThan(40);
    assertThat(missed).isLessThanOrEqualTo(2);
  }

  @Test
  void noPlanIsBelowTheBound() {
    Random random = new Random(3);
    int above = 0;
    for (int each = 0; each < 300; each++) {
      TaskGraph graph = RandomGraphs.of(4 + random.nextInt(9), 0.3, random);
      long budget = RandomGraphs.budget(graph, random);
      double extra = solved(graph, budget) - graph.totalCost();
      double bound = Overflow.bound(graph, budget);
      assertThat(bound).as("%s in %s", graph, budget).isLessThanOrEqualTo(extra + CLOSE);
      above += bound > 0 ? 1 : 0;
    }
    assertThat(above).isGreaterThan(50);
  }

  @Test
  void replayIsWhatTheDefinitionSays() {
    Random random = new Random(4);
    for (int each = 0; each < 300; each++) {
      TaskGraph graph = RandomGraphs.of(2 + random.nextInt(9), 0.4, random);
      MemoryProfile profile = new MemoryProfile(graph, 5);
      for (int change = 0; change < 12; change++) {
        int stage = 1 + random.nextInt(graph.size() - 1);
        int node = random.nextInt(stage);
        if (!profile.runsAgain(stage, node)) {
          profile.add(stage, node);
        }
      }
      ImmutableIntArray sequence = profile.plan().sequence();
      List<Integer> steps = sequence.asList();
      assertThat(Replay.of(graph, sequence).peak()).isEqualTo(NaivePlans.peak(graph, steps));
    }
  }

  /** Best known durations of the instances' authors. */
  @ParameterizedTest
  @CsvSource({
    "rlown_n50_s1, 58635, 7020",
    "rlown_n50_s1, 52120, 7160",
    "rlown_n50_s1, 39090, 8060",
    "rlown_n50_s4, 37323, 10810",
    "rlown_n50_s4, 33176, 11110",
    "rlown_n50_s4, 24882, 14600"
  })
  void isAsGoodAsWhatIsKnown(String name, long budget, double known) throws IOException {
    TaskGraph graph = instance(name);
    Outcome outcome = rounds(20_000).solve(graph, budget);
    assertThat(outcome).isInstanceOf(Outcome.Fits.class);
    StagedPlan plan = ((Outcome.Fits) outcome).plan();
    assertThat(Replay.of(graph, plan.sequence()).peak()).isLessThanOrEqualTo(budget);
    assertThat(duration(graph, plan)).isLessThanOrEqualTo(known);
  }

  @Test
  void aNodeMayRunManyTimes() throws IOException {
    TaskGraph graph = instance("rlown_n50_s4");
    Outcome outcome = rounds(2_000).solve(graph, 24_882);
    int[] times = new int[graph.size()];
    ((Outcome.Fits) outcome).plan().sequence().forEach(node -> times[node]++);
    assertThat(Arrays.stream(times).max().orElseThrow()).isGreaterThan(2);
  }

  @Test
  void equalSeedsGiveEqualPlans() throws IOException {
    TaskGraph graph = instance("rlown_n50_s1");
    assertThat(rounds(500).solve(graph, 39_090)).isEqualTo(rounds(500).solve(graph, 39_090));
  }

  /** The densities of the random layered graphs that MOCCASIN reports on (Bartan et al., 2023). */
  @ParameterizedTest
  @CsvSource({"250, 19, 0.8, 0.049", "1000, 29, 0.9, 0.02", "1000, 29, 0.8, 0.08"})
  void largeLayeredGraphsTakeLittleMore(int nodes, double width, double share, double most) {
    TaskGraph graph = LayeredGraphs.of(nodes, width, 1);
    long budget =
        (long) Math.ceil(share * Replay.of(graph, StagedPlan.once(graph).sequence()).peak());
    Outcome outcome = rounds(2_000).solve(graph, budget);
    assertThat(outcome).isInstanceOf(Outcome.Fits.class);
    double total = graph.totalCost();
    assertThat(duration(graph, ((Outcome.Fits) outcome).plan()) / total - 1).isLessThan(most);
  }

  /**
   * A first plan of a large graph takes many seconds: it asks, too, and stays as far as it came.
   */
  @Test
  void aFirstPlanCanBeInterrupted() {
    TaskGraph graph = LayeredGraphs.of(2_000, 40, 1);
    long peak = Replay.of(graph, StagedPlan.once(graph).sequence()).peak();
    int[] asked = {0};
    SearchLimit limit = SearchLimit.unlimited().or(Long.MAX_VALUE, () -> ++asked[0] > 30);
    PlanSearch search = new PlanSearch(graph, peak / 2, 0, limit);
    search.run(0);
    assertThat(search.rounds()).isZero();
    assertThat(search.fits()).isFalse();
    assertThat(asked[0]).isBetween(31, 60);
    assertThat(Replay.of(graph, search.best().sequence()).peak()).isLessThan(peak);
  }

  @Test
  void whatFitsRunsOnce() throws IOException {
    TaskGraph graph = instance("rlown_n50_s1");
    long peak = Replay.of(graph, StagedPlan.once(graph).sequence()).peak();
    assertThat(rounds(10).solve(graph, peak))
        .isEqualTo(new Outcome.Fits(StagedPlan.once(graph), 0));
    assertThat(((Outcome.Fits) rounds(10).solve(graph, peak - 1)).plan().copies()).isPositive();
  }

  @Test
  void belowTheLargestNodeNothingFits() throws IOException {
    TaskGraph graph = instance("rlown_n50_s1");
    assertThat(rounds(10).solve(graph, 19_959)).isInstanceOf(Outcome.Impossible.class);
    assertThat(rounds(10).solve(graph, 19_960)).isNotInstanceOf(Outcome.Impossible.class);
  }

  @Test
  void anotherOrderIsTopologicalAndNeedsNoMore() {
    for (int seed = 0; seed < 5; seed++) {
      TaskGraph graph = LayeredGraphs.of(80, 8, seed);
      long peak = Replay.of(graph, StagedPlan.once(graph).sequence()).peak();
      int[] order = new OrderSearch(graph, 0, seed, SearchLimit.rounds(200)).run();
      TaskGraph moved = graph.inOrder(order);
      assertThat(moved.totalCost()).isCloseTo(graph.totalCost(), within(CLOSE));
      assertThat(moved.largestNode()).isEqualTo(graph.largestNode());
      assertThat(Replay.of(moved, StagedPlan.once(moved).sequence()).peak()).isLessThan(peak);
    }
  }

  @Test
  void aReplayNoticesWhatIsMissing() {
    TaskGraph graph =
        TaskGraph.of(new double[] {1, 1}, new long[] {1, 1}, List.of(new int[] {0, 1}));
    assertThatThrownBy(() -> Replay.of(graph, ImmutableIntArray.of(1, 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Replay.of(graph, ImmutableIntArray.of(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
