package dev.npusim.npu.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By hand, with powers of two. */
class NvdlaSheetTest {
  private static final NvdlaSheet SHEET = new NvdlaSheet(1024, 64, 1);

  /** 64 channels of 32 x 32, 64 kernels of 1 x 1: 64 KiB in, 4 KiB of weights, 64 KiB out. */
  private static NvdlaSheet.Layer pointwise(boolean add) {
    return new NvdlaSheet.Layer(64, 32, 32, 64, 1, 1, 1, 1, true, 32, 32, false, add, false);
  }

  @Test
  void weightsThatFitStayAndEverythingMovesOnce() {
    assertThat(SHEET.trafficKib(pointwise(false))).isEqualTo(64 + 4 + 64);
    assertThat(SHEET.dramCycles(pointwise(false))).isEqualTo(132_000);
  }

  @Test
  void anAdditionReadsOneMoreTensor() {
    assertThat(SHEET.trafficKib(pointwise(true))).isEqualTo(64 + 4 + 64 + 64);
  }

  /** 64 KiB in; 1024 kernels are 64 KiB: inputs pass once per part of the weights beside a row. */
  @Test
  void weightsThatDoNotFitAreReadInParts() {
    NvdlaSheet.Layer layer =
        new NvdlaSheet.Layer(64, 32, 32, 1024, 1, 1, 1, 1, true, 32, 32, false, false, false);
    // One row of 2 KiB leaves 62 KiB for 64 KiB of weights: two parts.
    assertThat(SHEET.trafficKib(layer)).isEqualTo(2 * 64 + 64 + 1024);
  }

  /** 64 x 1024 positions x 64 kernels, rounded up to 128, on 1024 MACs. */
  @Test
  void kernelsComeInSteps() {
    assertThat(SHEET.macCycles(pointwise(false))).isEqualTo(64 * 1024 * 128 / 1024);
  }
}
