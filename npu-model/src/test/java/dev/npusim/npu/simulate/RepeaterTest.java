package dev.npusim.npu.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.Faster;
import dev.npusim.npu.check.TestPrograms;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepeaterTest {
  static List<TestPrograms.Case> programs() {
    return TestPrograms.all();
  }

  private static double[] parts(Energy e) {
    return new double[] {e.mac(), e.vector(), e.local(), e.sram(), e.dram(), e.staticJ()};
  }

  /** Cycles exactly, energies to rounding: random chips, so that other engines limit. */
  @ParameterizedTest
  @MethodSource("programs")
  void equalsTheLongWay(TestPrograms.Case run) {
    Random random = new Random(5);
    Program once = run.execution().program();
    for (int chip = 0; chip < 12; chip++) {
      Npu npu = Faster.random(TestPrograms.npu(), random);
      Execution alone = Simulator.run(npu, once);
      for (int count : new int[] {1, 2, 3, 4, 7, 20}) {
        Execution unrolled = Simulator.run(npu, Unrolled.of(once, count));
        Repetition repeated = Repeater.repeat(alone, count);
        assertThat(repeated.cycles())
            .as("%s repetitions on chip %s", count, chip)
            .isEqualTo(unrolled.cycles());
        double[] expected = parts(unrolled.energy());
        double[] found = parts(repeated.energy());
        for (int part = 0; part < found.length; part++) {
          assertThat(found[part]).isCloseTo(expected[part], within(1e-9 * expected[part]));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void settlesAndThenCostsNothing(TestPrograms.Case run) {
    Repetition million = Repeater.repeat(run.execution(), 1_000_000);
    assertThat(million.period()).isPositive();
    assertThat(million.ends().length()).isLessThan(20);
    assertThat(million.firstCycles()).isEqualTo(run.execution().cycles());
    // Overlap only saves; nothing is faster than the busiest engine.
    assertThat(million.steadyCycles())
        .isLessThanOrEqualTo(million.firstCycles())
        .isGreaterThanOrEqualTo(run.execution().dramBusyCycles());
    assertThat((double) million.cycles())
        .isCloseTo(1e6 * million.steadyCycles(), within(20.0 * million.firstCycles()));
    assertThat(million.steadyEnergy().total())
        .isLessThanOrEqualTo(run.execution().energy().total() * (1 + 1e-12));
  }

  @Test
  void onceIsTheRunItself() {
    Execution alone = TestPrograms.attention().execution();
    Repetition once = Repeater.repeat(alone, 1);
    assertThat(once.cycles()).isEqualTo(alone.cycles());
    assertThat(once.energy()).isEqualTo(alone.energy());
    assertThatThrownBy(() -> Repeater.repeat(alone, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
