package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.simulate.Execution;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutationTest {
  private static final int SEEDS = 12;

  @ParameterizedTest
  @EnumSource(Mutations.class)
  void everyMutantIsRejected(Mutations mutation) {
    int mutants = 0;
    for (TestPrograms.Case run : TestPrograms.all()) {
      for (long seed = 0; seed < SEEDS; seed++) {
        Optional<Execution> mutant = mutation.apply(run.execution(), seed);
        if (mutant.isPresent()) {
          mutants++;
          assertThat(Checker.check(run.model(), mutant.get()).passed())
              .as("%s of %s with seed %s passes", mutation, run, seed)
              .isFalse();
        }
      }
    }
    assertThat(mutants).isGreaterThanOrEqualTo(10);
  }

  /** Often enough to hit every field of every layer. */
  @Test
  void noReportedNumberCanBeRaised() {
    TestPrograms.Case run = TestPrograms.convolutionAddLinear();
    for (long seed = 0; seed < 3000; seed++) {
      Execution mutant = Mutations.RAISE_REPORTED.apply(run.execution(), seed).orElseThrow();
      assertThat(Checker.check(run.model(), mutant).passed()).as("seed %s", seed).isFalse();
    }
  }
}
