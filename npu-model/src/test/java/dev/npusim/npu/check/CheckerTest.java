package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTest {
  static List<TestPrograms.Case> cases() {
    return TestPrograms.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void acceptsWhatTheSimulatorDid(TestPrograms.Case run) {
    CheckResult result = Checker.check(run.model(), run.execution());
    assertThat(result.violations()).isEmpty();
    assertThat(result.passed()).isTrue();
    assertThat(result.events()).isEqualTo(run.execution().program().instructions().size());
  }
}
