package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.Repeats;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the promise that more SRAM never costs latency rests on: every plan of a smaller memory is
 * measured for the larger one, too, and takes as long there.
 */
class LadderTest {
  private static Npu chip(long kib, String bandwidth) {
    return chip("edge-4tops", kib, bandwidth);
  }

  private static Npu chip(String name, long kib, String bandwidth) {
    return Chips.of(name, "sram.size=" + kib + "KiB", "dram.bandwidth=" + bandwidth + "GB/s");
  }

  private static ScheduleProblem problem(
      Graph model, Npu npu, Effort effort, boolean comparing, boolean small) {
    ScheduleProblem problem =
        ScheduleProblem.of(model, npu, Options.DEFAULT.withEffort(effort), comparing);
    return new ScheduleProblem(
        model, npu, problem.options(), problem.gaps(), comparing, small && problem.isSmall());
  }

  /** Cycles of what a search goes on from, -1 where there is no program. */
  private static Map<Plan, Long> searched(ScheduleProblem problem) {
    Joint.Found found =
        new Joint(problem, new ScheduleCache(), null, () -> false).run(Repeats.ONCE);
    Map<Plan, Long> searched = new LinkedHashMap<>();
    for (History.Entry entry : found.history().entries()) {
      if (entry.strategy().isSearched()) {
        searched.put(entry.measurement().plan(), entry.measurement().cycles());
      }
    }
    return searched;
  }

  /**
   * Also where the larger memory is no power of two, and where the smaller one is halfway between
   * two.
   */
  @ParameterizedTest
  @CsvSource({
    "21, 64, 128",
    "22, 64, 192",
    "23, 128, 320",
    "24, 128, 1000",
    "25, 64, 4096",
    "26, 1536, 2000",
    "27, 3072, 4096"
  })
  void plansOfASmallerMemoryAreAmongThoseOfALargerOne(int seed, long smaller, long larger) {
    Graph model = RandomModels.of(seed, 8);
    Map<Plan, Long> less =
        searched(problem(model, chip(smaller, "25.6"), Effort.NORMAL, false, true));
    Map<Plan, Long> more =
        searched(problem(model, chip(larger, "25.6"), Effort.NORMAL, false, true));
    assertThat(less).hasSizeGreaterThan(3);
    assertThat(more).containsAllEntriesOf(less).hasSizeGreaterThan(less.size());
  }

  /** Tensors of 1 MiB; the ladder of a large model ends at a MiB at the latest. */
  @ParameterizedTest
  @CsvSource({
    "FAST, edge-64tops, 1024, 1500",
    "NORMAL, edge-64tops, 1024, 1536",
    "FAST, edge-64tops, 1536, 2048",
    "NORMAL, edge-4tops, 1536, 2048",
    "NORMAL, edge-64tops, 2048, 2500"
  })
  void thoseOfALargeModelToo(Effort effort, String chip, long smaller, long larger) {
    Graph model = TestModels.unet(128, 64, 1);
    Npu small = chip(chip, smaller, "25.6");
    Map<Plan, Long> less = searched(problem(model, small, effort, false, false));
    Map<Plan, Long> more =
        searched(problem(model, chip(chip, larger, "25.6"), effort, false, false));
    // Below its own size its ladder may end elsewhere than the other's, which begins above it.
    less.keySet().removeIf(plan -> plan.budgetBytes() != smaller << 10);
    assertThat(less).hasSizeGreaterThan(2);
    assertThat(more).containsAllEntriesOf(less).hasSizeGreaterThan(less.size());
  }

  /** What half of the memory comes to at three bandwidths, where all of it takes 100 cycles. */
  @ParameterizedTest
  @CsvSource({
    "150, 150, 102, 300000, true",
    "103, 103, 103, 300000, false",
    "100, 100, 102, 300001, true",
    "100, 100, 103, 300001, false",
    "99, 150, 150, 300001, true",
    "150, 150, 150, 300001, false"
  })
  void endsWhereASmallerMemoryIsClearlySlower(
      long slow, long middle, long fast, int instructions, boolean goesOn) {
    ScheduleProblem problem =
        problem(TestModels.unet(16, 32, 2), chip(4096, "25.6"), Effort.NORMAL, false, false);
    History history = new History();
    Ladder ladder = new Ladder(problem);
    history.add(new KeepGreedy(problem), guided(4096 << 10, 1, 100, 100, 100));
    assertThat(ladder.next(history)).contains(3L << 20);
    history.add(new KeepGreedy(problem), guided(3072 << 10, instructions, slow, middle, fast));
    assertThat(ladder.next(history)).isEqualTo(Optional.of(2L << 20).filter(rung -> goesOn));
  }

  private static Measurement guided(long budgetBytes, int instructions, double... guides) {
    return new Measurement(
        Plan.free(budgetBytes, Plan.Pricing.TIME, 1),
        1,
        Double.NaN,
        0,
        0,
        0,
        instructions,
        ImmutableDoubleArray.copyOf(guides),
        null);
  }

  /**
   * Effort fast leaves the ladder of large programs out, and any effort that of what never fits.
   */
  @ParameterizedTest
  @CsvSource({
    "FAST, true, 0, true",
    "FAST, true, 1, false",
    "NORMAL, true, 1, true",
    "NORMAL, false, 0, false"
  })
  void goesDownWhereThatIsAffordable(Effort effort, boolean fits, int beyond, boolean goesDown) {
    ScheduleProblem problem =
        problem(TestModels.unet(16, 32, 2), chip(4096, "25.6"), effort, false, false);
    Plan plan = Plan.free(4096 << 10, Plan.Pricing.TIME, 1);
    int instructions = Math.toIntExact(Ladder.LARGE_INSTRUCTIONS + beyond);
    History history = new History();
    history.add(
        new KeepGreedy(problem),
        fits
            ? new Measurement(
                plan, 1, Double.NaN, 0, 0, 0, instructions, ImmutableDoubleArray.of(1), null)
            : Measurement.failed(plan, new InfeasibleException("too small")));
    Ladder ladder = new Ladder(problem);
    assertThat(ladder.next(history)).isEqualTo(Optional.of(3L << 20).filter(rung -> goesDown));
    // Nothing is known of that rung: it ends there.
    assertThat(ladder.next(history)).isEmpty();
  }

  /** Of any DRAM the same plans, in the same order. */
  @ParameterizedTest
  @CsvSource({"26, 128", "27, 192"})
  void noPlanDependsOnTheBandwidth(int seed, long kib) {
    Graph model = RandomModels.of(seed, 8);
    Map<Plan, Long> slow = searched(problem(model, chip(kib, "6.4"), Effort.NORMAL, false, true));
    Map<Plan, Long> fast = searched(problem(model, chip(kib, "51.2"), Effort.NORMAL, false, true));
    assertThat(ImmutableList.copyOf(fast.keySet())).isEqualTo(ImmutableList.copyOf(slow.keySet()));
    fast.forEach((plan, cycles) -> assertThat(cycles).isLessThanOrEqualTo(slow.get(plan)));
  }

  /** The table of all strategies leaves the search what it is. */
  @Test
  void aComparisonChangesNothingElse() {
    Graph model = TestModels.unet(16, 32, 2);
    Npu npu = chip(128, "12.8");
    Map<Plan, Long> alone = searched(problem(model, npu, Effort.NORMAL, false, false));
    Map<Plan, Long> compared = searched(problem(model, npu, Effort.NORMAL, true, false));
    assertThat(compared).isEqualTo(alone);
  }

  @Test
  void rungsAreSmallerPowersOfTwoAndHalfwayBetweenThem() {
    Graph model = TestModels.unet(16, 32, 2);
    assertThat(Ladder.rungs(problem(model, chip(320, "25.6"), Effort.FAST, false, true)))
        .containsExactly(256L << 10, 128L << 10, 64L << 10);
    assertThat(Ladder.rungs(problem(model, chip(4096, "25.6"), Effort.FAST, false, false)))
        .containsExactly(3L << 20, 2L << 20, 3L << 19, 1L << 20);
    assertThat(Ladder.rungs(problem(model, chip(3072, "25.6"), Effort.FAST, false, true)))
        .startsWith(2L << 20, 3L << 19, 1L << 20, 512L << 10);
    ScheduleProblem forced =
        ScheduleProblem.of(
            model, chip(4096, "25.6"), Options.DEFAULT.withSkips(Options.Skips.SPILL), false);
    assertThat(Ladder.rungs(forced)).isEmpty();
  }
}
