package dev.npusim.npu.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EyerissLayerTest {
  /** AlexNet's CONV3, four images: 598.1 M MACs. */
  private static final EyerissLayer CONV3 =
      new EyerissLayer(
          "AlexNet", "CONV3", 4, 256, 384, 13, 13, 3, 3, 1, 13, 13, 21.8, 156, 0.725, 3.0);

  @Test
  void everyActivePeDoesOneMacPerCycle() {
    double macs = 4.0 * 384 * 256 * 9 * 169;
    assertThat(CONV3.milliseconds()).isCloseTo(macs / 156 / 200e6 * 1e3, within(1e-3));
  }

  /** 346,112 B of inputs in six passes, 1,769,472 B of filters, 519,168 B of outputs. */
  @Test
  void inputsAreReadOncePerPass() {
    double coded = 4.0 / 3 * 0.275;
    assertThat(CONV3.dramMegabytes(4, 0))
        .isCloseTo((6 * 346_112 * coded + 1_769_472 + 519_168) / 1e6, within(1e-9));
    assertThat(CONV3.dramMegabytes(1, 0) - CONV3.dramMegabytes(4, 0))
        .isCloseTo(3 * 1.769472, within(1e-9));
  }
}
