package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.Faster;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepetitionCheckTest {
  static List<TestPrograms.Case> programs() {
    return TestPrograms.all();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void acceptsWhatWasSimulated(TestPrograms.Case run) {
    Random random = new Random(7);
    for (int chip = 0; chip < 10; chip++) {
      Npu npu = Faster.random(TestPrograms.npu(), random);
      Execution alone = Simulator.run(npu, run.execution().program());
      for (long count : new long[] {1, 2, 5, 1000}) {
        assertThat(Checker.check(run.model(), alone, Repeater.repeat(alone, count)).violations())
            .as("%s repetitions on chip %s", count, chip)
            .isEmpty();
      }
    }
  }

  /** A log that refers to what there is not can be reported, but not repeated. */
  @Test
  void aBrokenRunIsNotRepeated() {
    TestPrograms.Case run = TestPrograms.spill();
    Transfer first = (Transfer) run.execution().program().instructions().get(0);
    Transfer stray =
        new Transfer(
            0,
            first.layer(),
            first.after(),
            -64,
            true,
            first.traffic(),
            first.onChip(),
            first.bytes());
    Execution broken =
        KindsTest.withProgram(run.execution(), Edits.replace(run.execution().program(), stray));
    assertThat(Checker.check(run.model(), broken, () -> Repeater.repeat(broken, 5)).violations())
        .extracting(Violation::message)
        .anyMatch(m -> m.contains("channel -64 of 2"));
  }

  /** Each number changed on its own. */
  @Test
  void findsWhatDoesNotFollow() {
    TestPrograms.Case run = TestPrograms.attention();
    Repetition r = Repeater.repeat(run.execution(), 100);
    assertThat(r.period()).isPositive();
    long[] ends = r.ends().toArray();
    for (int i = 0; i < ends.length; i++) {
      long[] changed = ends.clone();
      changed[i]++;
      rejected(run, with(r, ImmutableLongArray.copyOf(changed), r.settled(), r.period()));
    }
    rejected(run, with(r, r.ends(), r.settled() + 1, r.period()));
    rejected(run, with(r, r.ends(), r.settled(), r.period() + 1));
    Energy more = new Energy(0, 0, 0, 0, 1e-12, 0);
    rejected(
        run,
        new Repetition(
            100,
            r.ends(),
            r.settled(),
            r.period(),
            r.cycles() + 1,
            r.energy(),
            r.steadyEnergy(),
            0));
    rejected(
        run,
        new Repetition(
            100,
            r.ends(),
            r.settled(),
            r.period(),
            r.cycles(),
            r.energy().plus(more),
            r.steadyEnergy(),
            0));
    rejected(
        run,
        new Repetition(
            100,
            r.ends(),
            r.settled(),
            r.period(),
            r.cycles(),
            r.energy(),
            r.steadyEnergy().plus(more),
            0));
    rejected(
        run,
        new Repetition(
            100, r.ends(), r.settled(), r.period(), r.cycles(), r.energy(), r.steadyEnergy(), 1));
  }

  private static Repetition with(Repetition r, ImmutableLongArray ends, int settled, int period) {
    return new Repetition(
        r.count(), ends, settled, period, r.cycles(), r.energy(), r.steadyEnergy(), 0);
  }

  private static void rejected(TestPrograms.Case run, Repetition repetition) {
    assertThat(Checker.check(run.model(), run.execution(), repetition).passed())
        .as("%s", repetition)
        .isFalse();
  }
}
