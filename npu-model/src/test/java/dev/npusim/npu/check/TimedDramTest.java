package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.dram.DramPart;
import dev.npusim.npu.dram.DramParts;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs on a chip whose transfers take the time of their access pattern. */
class TimedDramTest {
  private static final int SEEDS = 4;

  static List<TestPrograms.Case> cases() {
    return TestPrograms.all();
  }

  private static Npu timed(int rate, int channels) {
    Npu npu = TestPrograms.npu();
    DramPart part = DramParts.part("lpddr5", rate).orElseThrow();
    DramSpec dram =
        new DramSpec(
            "lpddr5-" + rate,
            rate * 1e6 * part.busBits() / 8 * channels,
            0.9,
            part.burstBytes(),
            Optional.of(part),
            channels);
    return new Npu(
        npu.name(),
        npu.clockHz(),
        npu.array(),
        npu.vector(),
        npu.memories(),
        dram,
        npu.dma(),
        npu.energy());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCheckerAgrees(TestPrograms.Case run) {
    for (int channels = 1; channels <= 4; channels *= 2) {
      Execution execution = Simulator.run(timed(6400, channels), run.execution().program());
      assertThat(Checker.check(run.model(), execution).violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFasterOrWiderDramNeverTakesLonger(TestPrograms.Case run) {
    Program program = run.execution().program();
    long cycles = Simulator.cycles(timed(3200, 1), program);
    assertThat(Simulator.cycles(timed(3200, 2), program)).isLessThanOrEqualTo(cycles);
    assertThat(Simulator.cycles(timed(6400, 1), program)).isLessThanOrEqualTo(cycles);
    assertThat(Simulator.cycles(timed(6400, 4), program))
        .isLessThanOrEqualTo(Simulator.cycles(timed(6400, 2), program));
  }

  @ParameterizedTest
  @EnumSource(Mutations.class)
  void mutantsAreRejectedHereToo(Mutations mutation) {
    for (TestPrograms.Case run : TestPrograms.all()) {
      Execution original = Simulator.run(timed(6400, 1), run.execution().program());
      for (long seed = 0; seed < SEEDS; seed++) {
        Optional<Execution> mutant = mutation.apply(original, seed);
        if (mutant.isPresent()) {
          assertThat(Checker.check(run.model(), mutant.get()).passed())
              .as("%s of %s with seed %s passes", mutation, run, seed)
              .isFalse();
        }
      }
    }
  }
}
