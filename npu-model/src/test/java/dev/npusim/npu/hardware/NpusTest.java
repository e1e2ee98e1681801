package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpusTest {
  @ParameterizedTest
  @CsvSource({
    "edge-4tops, 32, 64, 64, 64, 2, 128, 25.6e9, 4.096",
    "edge-16tops, 64, 128, 256, 256, 4, 256, 51.2e9, 16.384",
    "edge-64tops, 128, 256, 512, 1024, 16, 512, 102.4e9, 65.536"
  })
  void presetsHaveTheirNumbers(
      String name,
      int rows,
      int columns,
      int lanes,
      long accumulatorKib,
      long sramMib,
      double sramBytesPerCycle,
      double dramBytesPerSecond,
      double tops) {
    Npu npu = Npus.load(name).npu();

    assertThat(npu.name()).isEqualTo(name);
    assertThat(npu.clockHz()).isEqualTo(1e9);
    assertThat(npu.array())
        .isEqualTo(
            new ArraySpec(
                rows,
                columns,
                ArraySpec.Timing.SYSTOLIC,
                ArraySpec.DataflowPolicy.FLEXIBLE,
                true,
                ImmutableMap.of("int8", 1.0, "int4", 2.0, "int16", 0.25, "fp16", 0.5)));
    assertThat(npu.vector().lanes()).isEqualTo(lanes);
    assertThat(npu.accumulator().sizeBytes()).isEqualTo(accumulatorKib << 10);
    assertThat(npu.accumulator().holds()).containsExactly(MemorySpec.Operand.OUTPUTS);
    assertThat(npu.sram().name()).isEqualTo("sram");
    assertThat(npu.sram().sizeBytes()).isEqualTo(sramMib << 20);
    assertThat(npu.sram().banks()).isEqualTo(16);
    assertThat(npu.sram().bytesPerCycle()).isEqualTo(sramBytesPerCycle);
    assertThat(npu.sram().holds()).containsExactly(MemorySpec.Operand.values());
    assertThat(npu.dram()).isEqualTo(new DramSpec("lpddr5-6400", dramBytesPerSecond, 0.9, 64));
    assertThat(npu.dma()).isEqualTo(new DmaSpec(2, 100));
    assertThat(npu.array().peakMacsPerCycle("int8") * npu.clockHz() * 2 / 1e12).isEqualTo(tops);
  }

  @Test
  void presetEnergiesComeFromTheTable() {
    EnergySpec energy = Npus.load("edge-16tops").npu().energy();

    assertThat(energy.process()).isEqualTo("7nm");
    assertThat(energy.macPj().get("int8").value()).isEqualTo(0.10, within(1e-12));
    assertThat(energy.macPj().get("int8").status()).isEqualTo(Status.UNVERIFIED);
    assertThat(energy.macPj().get("int4").value()).isEqualTo(0.07 / 4 + 0.03, within(1e-12));
    assertThat(energy.macPj().get("int4").status()).isEqualTo(Status.ASSUMPTION);
    assertThat(energy.macPj().get("int16").value()).isEqualTo(0.07 * 4 + 0.03, within(1e-12));
    assertThat(energy.macPj().get("fp16").value()).isEqualTo(0.34 + 0.38, within(1e-12));
    assertThat(energy.dramPjPerBit().value()).isEqualTo(5);
    assertThat(energy.dramPjPerBit().status()).isEqualTo(Status.ASSUMPTION);
    assertThat(energy.sramReadPjPerByte().source()).contains("EXTRAPOLATED", "1 MiB");
    // 8192 PEs x 0.1 pJ x 1 GHz x 10 % = 81.92 mW; the rest is leakage
    assertThat(energy.staticWatts().value()).isBetween(0.08192, 0.0822);
  }

  @Test
  void everyDefaultIsOnRecord() {
    Chip chip = Npus.load("edge-16tops");

    assertThat(chip.notes()).isEmpty();
    assertThat(chip.defaults())
        .extracting(Default::key)
        .containsExactly(
            "vector.dequantization",
            "accumulator.banks",
            "accumulator.bandwidth",
            "accumulator.width",
            "sram.conflicts",
            "sram.width",
            "dma.latency",
            "dma.write_latency",
            "dma.outstanding",
            "dma.dimensions",
            "launch.per_layer",
            "launch.per_run",
            "energy.mac.int8",
            "energy.mac.int4",
            "energy.mac.int16",
            "energy.mac.fp16",
            "energy.static",
            "energy.lane",
            "energy.local",
            "energy.sram_read",
            "energy.sram_write",
            "energy.dram",
            "energy.dram_background",
            "energy.static_array",
            "energy.static_vector",
            "energy.gating_array",
            "energy.gating_vector");
    assertThat(chip.defaults()).allSatisfy(d -> assertThat(d.reason()).isNotBlank());
    assertThat(chip.defaults().get(21))
        .hasToString("energy.dram: 5 pJ/bit (commonly quoted 4-6 [assumption])");
  }

  static List<String> names() {
    return Npus.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void writtenChipReadsBackEqual(String name) {
    Npu npu = Npus.load(name).npu();

    Chip again = Npus.parse("again.yaml", ChipWriter.write(npu), List.of());

    assertThat(again.npu()).isEqualTo(npu);
    assertThat(again.defaults()).isEmpty();
    assertThat(ChipWriter.write(again.npu())).isEqualTo(ChipWriter.write(npu));
  }

  @Test
  void presetsStateTheirSource() {
    Npus.names().forEach(name -> assertThat(Npus.yaml(name)).startsWith("# source: "));
  }

  @Test
  void filesAreReadByPath(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("mine.yaml"), Npus.yaml("edge-4tops"));
    assertThat(Npus.load(file.toString()).npu()).isEqualTo(Npus.load("edge-4tops").npu());

    Files.writeString(file, "\ufeff" + Npus.yaml("edge-4tops"));
    assertThat(Npus.load(file.toString()).npu().name()).isEqualTo("edge-4tops");

    Files.write(file, "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Npus.load(file.toString()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("not a text file in UTF-8");
    assertThatThrownBy(() -> Npus.load(dir.toString()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("a directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge-16top", "edge16tops", "Edge-16TOPS"})
  void unknownPresetSuggestsTheNearest(String name) {
    assertThatThrownBy(() -> Npus.load(name))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("did you mean \"edge-16tops\"?")
        .hasMessageContaining("edge-4tops, edge-16tops, edge-64tops, ethos-u55-32");
  }
}
