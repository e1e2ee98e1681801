package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatingPointsTest {
  private static final String CHIP =
      Npus.yaml("edge-4tops")
          + "operating_points: [{clock: 500 MHz, voltage: 0.6 V}, {clock: 1 GHz, voltage: 800 mV}]\n";

  private static Chip at(String... settings) {
    return Npus.parse("c", CHIP, List.of(settings));
  }

  @Test
  void energyGoesWithTheSquareOfTheVoltageAndStaticPowerWithTheVoltage() {
    EnergySpec nominal = at().npu().energy();
    Npu slow = at("operating_point=500 MHz").npu();
    double volts = 0.6 / 0.8;
    assertThat(slow.clockHz()).isEqualTo(5e8);
    assertThat(slow.energy().macPj().get("int8").value())
        .isEqualTo(nominal.macPj().get("int8").value() * volts * volts, within(1e-9));
    assertThat(slow.energy().lanePj().value())
        .isEqualTo(nominal.lanePj().value() * volts * volts, within(1e-9));
    assertThat(slow.energy().sramReadPjPerByte().value())
        .isEqualTo(nominal.sramReadPjPerByte().value() * volts * volts, within(1e-8));
    assertThat(slow.energy().staticWatts().value())
        .isEqualTo(nominal.staticWatts().value() * volts, within(1e-9));
    assertThat(slow.energy().dramPjPerBit()).isEqualTo(nominal.dramPjPerBit());
    assertThat(slow.energy().lanePj().source()).contains("500 MHz at 600 mV", "V^2");
    assertThat(at("operating_point=500 MHz").notes()).anyMatch(n -> n.contains("operating point"));
    // The DRAM keeps its GB/s.
    assertThat(slow.dram().bytesPerSecond()).isEqualTo(at().npu().dram().bytesPerSecond());
  }

  @Test
  void aGivenEnergyIsScaledAndSaysSo() {
    EnergySpec slow = at("energy.lane=1 pJ", "operating_point=500 MHz").npu().energy();
    assertThat(slow.lanePj().value()).isEqualTo(0.5625, within(1e-12));
    assertThat(slow.lanePj().status()).isEqualTo(Status.DERIVED);
  }

  @Test
  void theNominalPointChangesNothing() {
    assertThat(at("operating_point=1 GHz").npu()).isEqualTo(at().npu());
    assertThat(at().npu()).isEqualTo(Npus.load("edge-4tops").npu());
  }

  @Test
  void theWrittenChipIsTheOneAtThePoint() {
    Npu slow = at("operating_point=500 MHz").npu();
    assertThat(Npus.parse("again", ChipWriter.write(slow), List.of()).npu()).isEqualTo(slow);
  }

  @Test
  void pointsThatAreNotListedAreErrors() {
    assertThatThrownBy(() -> at("operating_point=600 MHz"))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("no point has the clock 600 MHz; there are 500 MHz at 600 mV, 1 GHz");
    assertThatThrownBy(() -> at("clock=2 GHz"))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("no point has the clock 2 GHz, the chip's own");
  }
}
