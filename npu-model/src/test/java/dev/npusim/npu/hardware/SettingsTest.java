package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static Npu set(String... settings) {
    return Npus.load("edge-16tops", List.of(settings)).npu();
  }

  @Test
  void settingsOverrideThePreset() {
    Npu npu =
        set(
            "sram.size=8MiB",
            "array.rows = 32",
            "clock=1.2GHz",
            "array.macs_per_cycle.int8=2",
            "energy.dram=6 pJ/bit",
            "energy.mac.int8=0.2pJ",
            "array.timing=multicast",
            "dma.setup=0 cycles",
            "name=mine");

    assertThat(npu.sram().sizeBytes()).isEqualTo(8L << 20);
    assertThat(npu.array().rows()).isEqualTo(32);
    assertThat(npu.array().timing()).isEqualTo(ArraySpec.Timing.MULTICAST);
    assertThat(npu.clockHz()).isEqualTo(1.2e9);
    assertThat(npu.array().rate("int8")).isEqualTo(2);
    assertThat(npu.dma().setupCycles()).isZero();
    assertThat(npu.name()).isEqualTo("mine");
    assertThat(set("array.macs_per_cycle={int8: 1, fp16: 1}").array().macsPerCycle())
        .containsOnlyKeys("int8", "fp16");
    assertThat(npu.energy().dramPjPerBit())
        .isEqualTo(new Constant(6, "pJ/bit", "given", Status.GIVEN));
    assertThat(npu.energy().macPj().get("int8").value()).isEqualTo(0.2);
  }

  @Test
  void explicitBandwidthOverridesTypeAndBusAndIsShown() {
    Chip slower = Npus.load("edge-16tops", List.of("dram.bandwidth=25.6GB/s"));
    assertThat(slower.npu().dram().bytesPerSecond()).isEqualTo(25.6e9);
    assertThat(slower.npu().dramPeakBytesPerCycle()).isEqualTo(25.6);
    assertThat(slower.notes())
        .containsExactly(
            "dram.bandwidth 25.6 GB/s is given and overrides type and bus (51.2 GB/s)");
    assertThat(slower.source()).isEqualTo("edge-16tops --set dram.bandwidth=25.6GB/s");

    assertThat(set("dram.bandwidth=400 GB/s").dram().bytesPerSecond()).isEqualTo(400e9);
    assertThat(set("dram.bandwidth=100 B/cycle", "clock=2GHz").dram().bytesPerSecond())
        .isEqualTo(200e9);
    assertThat(set("dram.bus=128 bit").dram().bytesPerSecond()).isEqualTo(102.4e9);
    assertThat(set("dram.type=lpddr4-4266").dram().bytesPerSecond()).isEqualTo(34.128e9);
  }

  @Test
  void energiesFollowTheSettings() {
    assertThat(set("sram.size=1MiB").energy().sramReadPjPerByte().value()).isEqualTo(14.0 / 8);
    assertThat(set("dram.type=lpddr4-4266").energy().dramPjPerBit().value()).isEqualTo(8);
    assertThat(set("energy.process=45nm").energy().macPj().get("int8").value()).isEqualTo(0.3);
  }

  @Test
  void energiesStatedInADescriptionStayAndThatIsShown() {
    String complete = ChipWriter.write(Npus.load("edge-16tops").npu());
    Chip chip = Npus.parse("c", complete, List.of("sram.size=1MiB"));
    assertThat(chip.npu().energy().sramReadPjPerByte())
        .isEqualTo(Npus.load("edge-16tops").npu().energy().sramReadPjPerByte());
    assertThat(chip.notes())
        .contains(
            "energy.sram_read is stated in the description: --set of sizes, rates or process leaves"
                + " it as it is");
    assertThatThrownBy(() -> Npus.parse("c", complete, List.of("dram.bus=128 bit")))
        .hasMessageContaining("would change nothing");
  }

  @Test
  void sectionsThatTheFileLacksCanBeSet() {
    Npu npu =
        Npus.parse("c", BadChipTest.GOOD, List.of("dma.channels=4", "energy.mac.int8=1 pJ")).npu();
    assertThat(npu.dma().channels()).isEqualTo(4);
    assertThat(npu.energy().macPj().get("int8").value()).isEqualTo(1);
    assertThat(npu.energy().macPj().get("int4")).isEqualTo(npu.energy().macPj().get("int8"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srm.size=8MiB | --set srm.size=8MiB: key \"srm.size\": unknown; did you mean \"sram.size\"?",
        "sram.sise=8MiB | did you mean \"sram.size\"?",
        "array=3 | key \"array\": unknown; allowed here: array.rows, array.columns",
        "sram.depth=3 | key \"sram.depth\": unknown; did you mean \"sram.width\"? allowed here: sram.size, sram.banks, sram.conflicts, sram.bandwidth, sram.width, sram.holds",
        "memories=3 | unknown",
        "sram=3 | unknown",
        "sram.name=x | unknown",
        "sram.size | expected KEY=VALUE, such as sram.size=8MiB",
        "=3 | expected KEY=VALUE",
        "sram.size= | --set sram.size=: key \"sram.size\": needs a value",
        "sram.size=8 | --set sram.size=8: key \"sram.size\": \"8\": a size needs a unit: B, KiB, MiB, GiB",
        "sram.size=8MB | unit \"MB\" is ambiguous; write MiB",
        "sram.holds=weights | expected a list such as [weights, inputs, outputs]",
        "array.dataflow=flexibel | did you mean \"flexible\"?",
        "energy.dram={value: 1} | --set energy.dram={value: 1}: key \"energy.dram.value\"",
        "clock=[ | --set clock=[: malformed YAML",
        "clock=*x | aliases",
        "dram.type=hbm2 | states no data rate",
        "dram.type=foo-100 | --set dram.type=foo-100: key \"energy.dram\": no default for DRAM type \"foo\"",
        "energy.process=90nm | --set energy.process=90nm: key \"energy.process\": \"90nm\": no energies",
      })
  void badSettingsAreExplained(String setting, String message) {
    assertThatThrownBy(() -> set(setting))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aKeyIsSetOnce() {
    assertThatThrownBy(() -> set("clock=1GHz", "clock=2GHz"))
        .hasMessage("--set clock=2GHz: key \"clock\": set twice");
  }
}
