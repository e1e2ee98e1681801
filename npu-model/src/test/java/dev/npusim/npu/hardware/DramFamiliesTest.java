package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every DRAM somebody may name has timings and an energy of its own. */
class DramFamiliesTest {
  @ParameterizedTest
  @CsvSource({
    "ddr4-3200, 64, 25.6",
    "lpddr4-4266, 64, 34.128",
    "lpddr4x-4266, 64, 34.128",
    "lpddr5-6400, 64, 51.2",
    "lpddr5x-8533, 64, 68.264",
    "gddr6-14000, 32, 56",
    "gddr6-16000, 384, 768",
    "hbm2-2000, 1024, 256",
    "hbm2e-3600, 1024, 460.8",
    "hbm3-6400, 1024, 819.2",
    "hbm3e-9200, 1024, 1177.6",
  })
  void aTypeAndABusAreEnough(String type, int bits, double gigabytesPerSecond) {
    Npu npu =
        Npus.parse(
                "chip.yaml",
                """
                    clock: 1 GHz
                    array: {rows: 8, columns: 8}
                    vector: {lanes: 8}
                    memories:
                      - {name: accumulator, size: 8 KiB}
                      - {name: sram, size: 128 KiB, bandwidth: 32 B/cycle}
                      - {name: dram, type: %s, bus: %d bit}
                    """
                    .formatted(type, bits),
                List.of())
            .npu();
    assertThat(npu.dram().part()).isPresent();
    assertThat(npu.dram().bytesPerSecond())
        .isCloseTo(gigabytesPerSecond * 1e9, within(1e-6 * gigabytesPerSecond * 1e9));
    // The timings' own peak is that of type and bus.
    assertThat(npu.dram().part().orElseThrow().peakBytesPerSecond() * npu.dram().channels())
        .isCloseTo(npu.dram().bytesPerSecond(), within(0.04 * npu.dram().bytesPerSecond()));
    assertThat(npu.dram().efficiency()).isBetween(0.6, 1.0);
    Constant energy = npu.energy().dramPjPerBit();
    assertThat(energy.value()).isBetween(2.0, 25.0);
    assertThat(energy.source()).isNotBlank();
  }
}
