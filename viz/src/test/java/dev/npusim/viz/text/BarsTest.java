package dev.npusim.viz.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarsTest {
  @Test
  void sparklineIsAsHighAsItsNumbers() {
    assertThat(Sparkline.of(new double[] {0, 0.001, 1, 4, 8})).isEqualTo(" ▁▁▄█");
    assertThat(Sparkline.of(new double[] {0, 0})).isEqualTo("  ");
    assertThat(Sparkline.of(new double[0])).isEmpty();
  }

  @Test
  void barIsAsLongAsItsShare() {
    assertThat(Bar.of(0, 8)).isEmpty();
    assertThat(Bar.of(1e-9, 8)).isEqualTo("▏");
    assertThat(Bar.of(0.5, 8)).isEqualTo("████");
    assertThat(Bar.of(0.55, 8)).isEqualTo("████▍");
    assertThat(Bar.of(1, 8)).isEqualTo("████████");
  }
}
