package dev.npusim.npu.dram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.reference.DramSimRuns;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The model against a cycle-level simulator of others; no constant of the model comes from it. */
class DramSimTest {
  private static final List<DramSimRuns.Run> RUNS = DramSimRuns.all();

  @Test
  void bandwidthsAreClose() {
    List<Double> errors = errors(run -> true);
    assertThat(errors).hasSize(95);
    assertThat(errors.get(errors.size() / 2)).isLessThan(0.015);
    assertThat(errors.get((int) (errors.size() * 0.9))).isLessThan(0.05);
  }

  @Test
  void stridesAndRectanglesAreClose() {
    List<Double> errors =
        errors(run -> run.patternName().startsWith("stride") || run.patternName().contains("x"));
    assertThat(errors.get(errors.size() / 2)).isLessThan(0.01);
    assertThat(errors.get(errors.size() - 1)).isLessThan(0.1);
  }

  /** Only where the addresses of the streams are not known is anything further off. */
  @Test
  void onlyMixedStreamsAreFarOff() {
    assertThat(errors(run -> !run.isMixed())).allMatch(error -> error < 0.1);
  }

  @Test
  void rowHitsAgree() {
    for (DramSimRuns.Run run : RUNS) {
      if (!run.isMixed()) {
        assertThat(new DramChannels(run.part(), 1).sustained(run.pattern()).rowHitRate())
            .as(run.toString())
            .isCloseTo(run.rowHitRate(), within(0.015));
      }
    }
  }

  private static List<Double> errors(Predicate<DramSimRuns.Run> of) {
    return RUNS.stream().filter(of).map(run -> Math.abs(run.error())).sorted().toList();
  }
}
