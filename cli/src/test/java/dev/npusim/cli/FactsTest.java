package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.report.OperatorCoverage;
import dev.npusim.workloads.Coverage.Fate;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactsTest {
  @ParameterizedTest
  @EnumSource(Fate.class)
  void reportsKnowWhatEachFateMeans(Fate fate) {
    assertThat(OperatorCoverage.meaning(fate.name().toLowerCase(Locale.ROOT))).isNotEmpty();
  }
}
