package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.mapper.schedule.Plan.Pricing;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JointTest {
  private static final Graph UNET = TestModels.unet(16, 32, 2);

  private static Options options(Goal goal) {
    return Options.DEFAULT.withGoal(goal);
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void allTogetherAreNeverWorseThanAnyAlone(Goal goal) {
    for (long kib : new long[] {128, 256}) {
      Schedule schedule =
          Scheduler.create().comparing().run(UNET, Chips.withSram(kib), options(goal));
      List<StrategyResult> rows = StrategyResult.of(schedule);
      assertThat(rows)
          .extracting(StrategyResult::strategy)
          .contains("layer-by-layer", "spill-only", "keep-greedy", "recompute-only")
          .endsWith("joint");
      double joint = rows.get(rows.size() - 1).best().orElseThrow().of(goal);
      for (StrategyResult row : rows) {
        row.best()
            .ifPresent(
                best -> {
                  assertThat(best.of(goal)).as(row.strategy()).isGreaterThanOrEqualTo(joint);
                  assertThat(best.energyJ()).as(row.strategy()).isPositive();
                });
      }
      assertThat(joint).isGreaterThanOrEqualTo(schedule.bounds().of(goal));
    }
  }

  /** Every combination of what a skip may get, without fusion: none undercuts a bound. */
  @ParameterizedTest
  @EnumSource(
      value = Goal.class,
      names = {"LATENCY", "DRAM", "ENERGY"})
  void allCombinationsForTheSkipsOfASmallModel(Goal goal) {
    Npu npu = Chips.withSram(128);
    ScheduleProblem problem = ScheduleProblem.of(UNET, npu, options(goal), false);
    Measure measure = new Measure(problem, new Programs(problem, new ScheduleCache()), null);
    List<Plan> plans = new ArrayList<>(List.of(Plan.free(npu.sram().sizeBytes(), Pricing.TIME, 1)));
    for (Integer skip : problem.skips()) {
      List<Plan> more = new ArrayList<>();
      for (Plan plan : plans) {
        for (Treatment treatment : Treatment.values()) {
          more.add(plan.with(Set.of(skip), treatment));
        }
      }
      plans = more;
    }
    assertThat(plans).hasSize(64);
    Bounds bounds = Bounds.of(UNET, npu, problem.precision());
    double best = Double.POSITIVE_INFINITY;
    for (Plan plan : plans) {
      Measurement measured = measure.of(plan, true).measurement();
      if (measured.isFeasible()) {
        assertThat(measured.cycles()).isGreaterThanOrEqualTo(bounds.cycles());
        assertThat(measured.energyJ()).isGreaterThanOrEqualTo(bounds.energyJ());
        assertThat(measured.dramBytes()).isGreaterThanOrEqualTo(bounds.dramBytes());
        best = Math.min(best, measured.of(goal));
      }
    }
    Schedule joint = Scheduler.schedule(UNET, npu, options(goal));
    double found =
        joint.candidates().stream()
            .filter(Schedule.Candidate::chosen)
            .mapToDouble(candidate -> candidate.of(goal))
            .sum();
    // A search of a dozen plans per memory; it also has fusion and other tiles.
    assertThat(found).isLessThanOrEqualTo(best * 1.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomModelsStayAboveTheirBounds(int seed) {
    Graph model = RandomModels.of(seed, 10);
    for (String chip : List.of("edge-4tops", "edge-16tops")) {
      Npu npu = Chips.of(chip, "sram.size=" + (64 << seed % 3) + "KiB");
      try {
        Schedule schedule = Scheduler.schedule(model, npu, Options.DEFAULT.withEffort(Effort.FAST));
        var run = schedule.execution();
        assertThat(run.cycles()).isGreaterThanOrEqualTo(schedule.bounds().cycles());
        assertThat(run.energy().total()).isGreaterThanOrEqualTo(schedule.bounds().energyJ());
        assertThat(run.dramReadBytes() + run.dramWriteBytes())
            .isGreaterThanOrEqualTo(schedule.bounds().dramBytes());
      } catch (InfeasibleException tooSmall) {
        assertThat(tooSmall).hasMessageContaining("bytes");
      }
    }
  }

  /** Plans for the smaller memory are among those for the larger, at any DRAM bandwidth. */
  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13})
  void moreSramOrBandwidthIsNeverSlowerForRandomModels(int seed) {
    Graph model = RandomModels.of(seed, 8);
    long[] before = {Long.MAX_VALUE, Long.MAX_VALUE};
    for (long kib : new long[] {64, 128, 256}) {
      long slow = cycles(model, kib, "12.8");
      long fast = cycles(model, kib, "38.4");
      assertThat(fast).isLessThanOrEqualTo(slow);
      assertThat(slow).isLessThanOrEqualTo(before[0]);
      assertThat(fast).isLessThanOrEqualTo(before[1]);
      before[0] = slow;
      before[1] = fast;
    }
  }

  private static long cycles(Graph model, long kib, String bandwidth) {
    Npu npu =
        Chips.of("edge-4tops", "sram.size=" + kib + "KiB", "dram.bandwidth=" + bandwidth + "GB/s");
    try {
      return Scheduler.schedule(model, npu, Options.DEFAULT).execution().cycles();
    } catch (InfeasibleException tooSmall) {
      return Long.MAX_VALUE;
    }
  }

  @Test
  void whatIsStoppedAtOncePublishesTheFirstPlan() {
    Schedule schedule =
        Scheduler.create().until(() -> true).run(UNET, Chips.withSram(128), Options.DEFAULT);
    assertThat(schedule.candidates()).hasSize(1);
    AtomicInteger asked = new AtomicInteger();
    Schedule later =
        Scheduler.create()
            .until(() -> asked.incrementAndGet() > 12)
            .run(UNET, Chips.withSram(128), Options.DEFAULT);
    assertThat(later.candidates()).hasSizeGreaterThan(1);
    assertThat(later.execution().cycles()).isLessThanOrEqualTo(schedule.execution().cycles());
  }

  @Test
  void aSharedCacheChangesNothing() {
    ScheduleCache cache = new ScheduleCache();
    Options fast = Options.DEFAULT.withEffort(Effort.FAST);
    for (long kib : new long[] {128, 512}) {
      for (String bandwidth : new String[] {"6.4", "25.6"}) {
        Npu npu =
            Chips.of(
                "edge-4tops", "sram.size=" + kib + "KiB", "dram.bandwidth=" + bandwidth + "GB/s");
        Schedule shared = Scheduler.create().with(cache).run(UNET, npu, fast);
        Schedule alone = Scheduler.schedule(UNET, npu, fast);
        assertThat(shared.candidates()).isEqualTo(alone.candidates());
      }
    }
  }
}
