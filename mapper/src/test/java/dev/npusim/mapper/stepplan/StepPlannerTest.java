package dev.npusim.mapper.stepplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.mapper.InfeasibleException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepPlannerTest {
  private static PlanResult plan(
      StepGraph graph, StepChip chip, PlanObjective objective, PlanStrategy strategy) {
    return StepPlanner.plan(graph, chip, objective, strategy, PlanEngine.EXACT, () -> false);
  }

  /** Optima that another program proved: SOURCE.txt beside the instances. */
  @ParameterizedTest
  @ValueSource(strings = {"unet_512", "dwunet_512", "rl100_2"})
  void findsAndProvesKnownOptima(String name) throws IOException {
    for (StepInstances.Optimum known : StepInstances.optima(name)) {
      PlanResult result = plan(known.graph(), known.chip(), known.objective(), known.strategy());
      double share = known.strategy() == PlanStrategy.JOINT ? 1.1e-4 : 2e-5;
      assertThat(result.objective())
          .as("%s", known)
          .isCloseTo(known.value(), within(share * known.value()));
      // The published optima are rounded to two digits.
      assertThat(result.bound()).as("%s", known).isLessThan(known.value() * (1 + 2e-5));
      assertThat(result.gap()).as("%s", known).isLessThan(1.1e-4);
      assertThat(result.isComplete()).as("%s", known).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unet_512", "dwunet_512", "rl100_2"})
  void theFastEngineIsWithinAPercent(String name) throws IOException {
    for (StepInstances.Optimum known : StepInstances.optima(name)) {
      PlanResult result =
          StepPlanner.plan(
              known.graph(),
              known.chip(),
              known.objective(),
              known.strategy(),
              PlanEngine.FAST,
              () -> false);
      assertThat(result.objective()).as("%s", known).isLessThan(1.01 * known.value());
      assertThat(result.bound()).as("%s", known).isLessThan(known.value() * (1 + 2e-5));
    }
  }

  /** What may be done more helps, more hardware helps, and bounds are below plans. */
  @ParameterizedTest
  @EnumSource(PlanObjective.class)
  void freedomAndHardwareNeverHurt(PlanObjective objective) {
    for (int seed = 0; seed < 6; seed++) {
      StepGraph graph = RandomStepGraphs.layered(60 + 20 * seed, seed);
      double before = Double.POSITIVE_INFINITY;
      for (PlanStrategy strategy : PlanStrategy.values()) {
        PlanResult result = plan(graph, StepInstances.chip(2, 25.6, 16), objective, strategy);
        assertThat(result.gap()).as("seed %d", seed).isLessThan(2e-4);
        assertThat(result.objective())
            .as("seed %d, %s", seed, strategy)
            .isLessThan(before * (1 + 2e-4));
        before = result.objective();
      }
      assertThat(
              plan(graph, StepInstances.chip(3, 25.6, 16), objective, PlanStrategy.JOINT)
                  .objective())
          .isLessThan(before * (1 + 2e-4));
    }
  }

  @Test
  void equalQuestionsGetEqualAnswers() {
    StepGraph graph = RandomStepGraphs.layered(80, 7);
    StepChip chip = StepInstances.chip(2, 25.6, 16);
    for (PlanEngine engine : PlanEngine.values()) {
      PlanResult first =
          StepPlanner.plan(
              graph, chip, PlanObjective.LATENCY, PlanStrategy.JOINT, engine, () -> false);
      PlanResult second =
          StepPlanner.plan(
              graph, chip, PlanObjective.LATENCY, PlanStrategy.JOINT, engine, () -> false);
      assertThat(second).isEqualTo(first);
    }
  }

  /** Whenever somebody interrupts, there is a plan that fits and a bound below the optimum. */
  @Test
  void anInterruptedSearchHasAPlan() throws IOException {
    StepGraph graph = StepInstances.graph("rl100_2");
    StepChip chip = StepInstances.chip(2, 25.6, 16);
    PlanResult best = plan(graph, chip, PlanObjective.LATENCY, PlanStrategy.JOINT);
    for (int patience : new int[] {0, 1, 2, 5, 10, 20, 40}) {
      int[] asked = {0};
      PlanResult result =
          StepPlanner.plan(
              graph,
              chip,
              PlanObjective.LATENCY,
              PlanStrategy.JOINT,
              PlanEngine.EXACT,
              () -> ++asked[0] > patience);
      assertThat(result.isComplete()).isFalse();
      assertThat(result.cost().peakSramBytes()).isLessThanOrEqualTo(chip.sramBytes());
      assertThat(result.bound()).isLessThanOrEqualTo(best.objective());
      assertThat(result.objective()).isGreaterThanOrEqualTo(best.bound());
    }
  }

  @Test
  void tooLittleSramSaysHowMuchIsNeeded() throws IOException {
    StepGraph graph = StepInstances.graph("dwunet_512");
    long least = StepPlanner.leastSramBytes(graph);
    StepChip chip = new StepChip(least - 1, 25.6e9, 8e12);
    assertThatThrownBy(() -> plan(graph, chip, PlanObjective.LATENCY, PlanStrategy.JOINT))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("step 20 (e4a.pw) needs 262,144 B")
        .hasMessageContaining("the smallest SRAM for this graph is 262,144 B");
    assertThat(
            plan(
                    graph,
                    new StepChip(least, 25.6e9, 8e12),
                    PlanObjective.LATENCY,
                    PlanStrategy.JOINT)
                .cost()
                .peakSramBytes())
        .isEqualTo(least);
  }

  /** From this capacity on nothing is fetched twice or written but results, and not below it. */
  @Test
  void sramWithoutSpillIsExact() {
    for (int seed = 0; seed < 5; seed++) {
      StepGraph graph = RandomStepGraphs.layered(80, seed);
      long enough = PlanSensitivity.sramWithoutSpill(graph);
      long least = PlanSensitivity.compulsoryBytes(graph);
      assertThat(spilling(graph, enough)).isEqualTo(least);
      assertThat(spilling(graph, enough - 4096)).isGreaterThan(least);
    }
  }

  private static long spilling(StepGraph graph, long sram) {
    StepChip chip = new StepChip(sram, 25.6e9, 8e12);
    return plan(graph, chip, PlanObjective.DRAM, PlanStrategy.SPILL).cost().dramBytes();
  }
}
