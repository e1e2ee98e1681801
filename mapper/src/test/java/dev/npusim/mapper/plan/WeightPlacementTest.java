package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import org.junit.jupiter.api.Test;

class WeightPlacementTest {
  private static final Graph MODEL = TestModels.unet(16, 16, 2);

  private static Npu chip(String size) {
    return Chips.of(
        "edge-4tops",
        "weight_memory.kind=rom",
        "weight_memory.size=" + size,
        "weight_memory.bandwidth=64B/cycle",
        "weight_memory.energy=0.2pJ/B");
  }

  private static long weightBytes(Execution e) {
    return e.dramBytes().getOrDefault(Traffic.WEIGHTS, 0L);
  }

  /** All weights on the chip: none cross the bus, the rest of the traffic stays. */
  @Test
  void whatFitsIsNotReadFromDram() {
    Schedule without = Scheduler.schedule(MODEL, Chips.of("edge-4tops"), Options.DEFAULT);
    Schedule with = Scheduler.schedule(MODEL, chip("64MiB"), Options.DEFAULT);
    assertThat(weightBytes(without.execution())).isPositive();
    assertThat(weightBytes(with.execution())).isZero();
    assertThat(with.execution().program().weightMemoryBytes()).isPositive();
    assertThat(with.execution().cycles()).isLessThanOrEqualTo(without.execution().cycles());
    assertThat(with.execution().energy().dram()).isLessThan(without.execution().energy().dram());
    assertThat(with.bounds().cycles()).isLessThanOrEqualTo(with.execution().cycles());
    CheckResult check = Checker.check(with.model(), with.execution());
    assertThat(check.violations()).isEmpty();
  }

  /** Half of the weights: those with the most reads per byte, never more than there is room. */
  @Test
  void theMostReadWeightsComeFirst() {
    Schedule schedule = Scheduler.schedule(MODEL, chip("8KiB"), Options.DEFAULT);
    Execution e = schedule.execution();
    long placed = 0;
    for (int tensor : e.program().inWeightMemory()) {
      Tensor weights = e.program().tensors().get(tensor);
      assertThat(weights.role()).isEqualTo(Tensor.Role.WEIGHT);
      placed += weights.bytes(weights.whole());
    }
    assertThat(placed).isBetween(1L, 8L << 10);
    assertThat(weightBytes(e)).isPositive();
    assertThat(Checker.check(schedule.model(), e).violations()).isEmpty();
    Repetition repeated = Repeater.repeat(e, 1000);
    assertThat(Checker.check(schedule.model(), e, repeated).violations()).isEmpty();
  }

  @Test
  void theCheckerKnowsTheMemorysRules() {
    Npu npu = chip("8KiB");
    Schedule schedule = Scheduler.schedule(MODEL, npu, Options.DEFAULT);
    Program program = schedule.execution().program();
    ImmutableSet<Integer> all =
        program.tensors().stream().map(Tensor::id).collect(ImmutableSet.toImmutableSet());
    ImmutableSet<Integer> weights =
        program.tensors().stream()
            .filter(tensor -> tensor.role() == Tensor.Role.WEIGHT)
            .map(Tensor::id)
            .collect(ImmutableSet.toImmutableSet());
    for (ImmutableSet<Integer> wrong : java.util.List.of(all, weights)) {
      Execution e = Simulator.run(npu, program.withWeightMemory(wrong));
      assertThat(Checker.check(schedule.model(), e).violations())
          .anyMatch(violation -> violation.message().contains("weight memory"));
    }
    Execution none =
        Simulator.run(Chips.of("edge-4tops"), program.withWeightMemory(ImmutableSet.of()));
    assertThat(Checker.check(schedule.model(), none).violations()).isEmpty();
  }
}
