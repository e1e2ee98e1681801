package dev.npusim.npu.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.DmaSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DmaTimingTest {
  /** Bursts requested one by one, at most so many in flight: when the last has left the bus. */
  private static double oneByOne(int bursts, int inFlight, int latency, double burst) {
    double[] end = new double[bursts];
    for (int i = 0; i < bursts; i++) {
      double requested = i < inFlight ? 0 : end[i - inFlight];
      end[i] = Math.max(i == 0 ? 0 : end[i - 1], requested + latency) + burst;
    }
    return end[bursts - 1];
  }

  @Test
  void equalsBurstsRequestedOneByOne() {
    Random random = new Random(2);
    for (int i = 0; i < 2000; i++) {
      int bursts = 1 + random.nextInt(200);
      int inFlight = 1 + random.nextInt(20);
      int latency = 1 + random.nextInt(600);
      int burst = 1 + random.nextInt(40);
      DmaSpec dma = new DmaSpec(1, 44, latency, latency, inFlight, 2);
      long busy = (long) bursts * burst;
      long time =
          DmaTiming.lead(dma, true) - 44 + busy + DmaTiming.tail(dma, true, 1, bursts, busy);
      assertThat((double) time)
          .as("%s bursts of %s, %s in flight, latency %s", bursts, burst, inFlight, latency)
          .isEqualTo(oneByOne(bursts, inFlight, latency, burst));
    }
  }

  /** 16 x 64 B in flight and 500 cycles: at most 1024 B per 500 cycles and burst. */
  @Test
  void aLongTransferSustainsWhatLittlesLawAllows() {
    DmaSpec dma = new DmaSpec(1, 44, 500, 250, 16, 2);
    long bursts = 100_000;
    long busy = bursts * 2;
    double each = (double) (busy + DmaTiming.tail(dma, true, 1, bursts, busy)) / bursts;
    assertThat(64 / each).isCloseTo(16 * 64 / 502.0, within(0.01)).isLessThan(16 * 64 / 500.0);
    // Writes come back sooner.
    double written = (double) (busy + DmaTiming.tail(dma, false, 1, bursts, busy)) / bursts;
    assertThat(64 / written).isCloseTo(16 * 64 / 252.0, within(0.01));
  }

  @Test
  void rowsNeedDescriptorsOfTheirOwnOnlyInOneDimension() {
    DmaSpec dma = new DmaSpec(1, 44);
    assertThat(DmaTiming.tail(dma, true, 1, 100, 200)).isZero();
    assertThat(DmaTiming.tail(dma, true, 10, 100, 200)).isEqualTo(9 * 44);
    assertThat(DmaTiming.lead(dma, true)).isEqualTo(44);
  }
}
