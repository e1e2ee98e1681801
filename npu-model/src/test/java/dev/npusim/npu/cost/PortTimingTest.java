package dev.npusim.npu.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.check.TestPrograms;
import dev.npusim.npu.hardware.Npu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chip: 8 GB/s at 80 % and 1 GHz are 6.4 bytes per cycle, bursts of 64 bytes; 8 lanes. */
class PortTimingTest {
  private final Npu npu = TestPrograms.npu();

  @ParameterizedTest
  @CsvSource({"1, 64, 10", "64, 64, 10", "65, 128, 20", "6400, 6400, 1000", "6401, 6464, 1010"})
  void dramMovesWholeBurstsAtTheSustainedRate(long bytes, long onTheBus, long cycles) {
    assertThat(PortTiming.dramBurstBytes(npu, bytes)).isEqualTo(onTheBus);
    assertThat(PortTiming.dram(npu, bytes)).isEqualTo(cycles);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "8, 1", "9, 2", "800, 100"})
  void lanesWorkInWholeCycles(long laneOps, long cycles) {
    assertThat(PortTiming.vector(npu, laneOps)).isEqualTo(cycles);
  }

  @ParameterizedTest
  @CsvSource({"0, 32, 0", "1, 32, 1", "33, 32, 2", "96, 38.4, 3"})
  void portsMoveWholeCycles(long bytes, double bytesPerCycle, long cycles) {
    assertThat(PortTiming.port(bytes, bytesPerCycle)).isEqualTo(cycles);
  }
}
