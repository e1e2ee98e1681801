package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergyDefaultsTest {
  /** Rows of the table: 7 nm from ISCA 2021 (from memory), the others CACTI 7. */
  @ParameterizedTest
  @CsvSource({
    "7nm, 8192, 7.5, 7.5, UNVERIFIED",
    "7nm, 32768, 8.5, 8.5, UNVERIFIED",
    "7nm, 1048576, 14, 14, UNVERIFIED",
    "45nm, 2048, 2.75566, 4.23915, CITED",
    "45nm, 4194304, 188.734, 155.065, CITED",
    "65nm, 65536, 47.0445, 37.3036, CITED",
    "32nm, 2097152, 70.6766, 59.8748, CITED"
  })
  void tablePointsAreMetExactly(
      String process, long bytes, double read, double write, Status status) {
    Constant reading = SramTable.readPjPerByte(process, bytes).orElseThrow();
    assertThat(reading.value()).isEqualTo(read / 8, within(1e-8));
    assertThat(reading.status()).isEqualTo(status);
    assertThat(SramTable.writePjPerByte(process, bytes).orElseThrow().value())
        .isEqualTo(write / 8, within(1e-8));
  }

  @Test
  void betweenPointsThePowerLawHolds() {
    // the geometric mean of the sizes has the geometric mean of the energies
    assertThat(SramTable.readPjPerByte("7nm", 16384).orElseThrow().value())
        .isEqualTo(Math.sqrt(7.5 * 8.5) / 8, within(1e-8));
    Constant middle = SramTable.readPjPerByte("45nm", 3 << 20).orElseThrow();
    double slope = Math.log(188.734 / 127.527) / Math.log(2);
    assertThat(middle.value()).isEqualTo(127.527 * Math.pow(1.5, slope) / 8, within(1e-7));
    assertThat(middle.status()).isEqualTo(Status.DERIVED);
  }

  @Test
  void beyondTheTableTheLastSegmentGoesOnAndIsMarked() {
    Constant large = SramTable.readPjPerByte("7nm", 4L << 20).orElseThrow();
    double slope = Math.log(14 / 8.5) / Math.log(32);
    assertThat(large.value()).isEqualTo(14 * Math.pow(4, slope) / 8, within(1e-8));
    assertThat(large.status()).isEqualTo(Status.ASSUMPTION);
    assertThat(large.source()).contains("EXTRAPOLATED");
    assertThat(SramTable.readPjPerByte("7nm", 1024).orElseThrow().status())
        .isEqualTo(Status.ASSUMPTION);
  }

  @Test
  void largerMemoriesNeverCostLess() {
    for (String process : SramTable.processes()) {
      double last = 0;
      for (long bytes = 512; bytes <= 1L << 32; bytes *= 2) {
        double energy = SramTable.readPjPerByte(process, bytes).orElseThrow().value();
        assertThat(energy).isGreaterThan(last);
        last = energy;
      }
    }
  }

  @Test
  void macsAt45nm() {
    assertThat(EnergyDefaults.mac("int8", "45nm").orElseThrow().value()).isEqualTo(0.3);
    assertThat(EnergyDefaults.mac("int8", "45nm").orElseThrow().status()).isEqualTo(Status.DERIVED);
    assertThat(EnergyDefaults.mac("fp16", "45nm").orElseThrow().value()).isEqualTo(2.0);
    assertThat(EnergyDefaults.mac("int4", "45nm").orElseThrow().value()).isEqualTo(0.15);
    assertThat(EnergyDefaults.mac("fp8", "45nm").orElseThrow().value()).isEqualTo(1.1 / 4 + 0.9);
    assertThat(EnergyDefaults.mac("bf16", "45nm").orElseThrow().source()).contains("upper bound");
    assertThat(EnergyDefaults.mac("bf16", "7nm").orElseThrow().value())
        .isEqualTo(0.21 + 0.38, within(1e-12));
    assertThat(EnergyDefaults.mac("int8", "90nm")).isEmpty();
    assertThat(EnergyDefaults.mac("fp64", "45nm")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "lpddr4-4266, 8, CITED",
    "lpddr5-6400, 5, ASSUMPTION",
    "ddr4-3200, 20, ASSUMPTION",
    "hbm2, 3.9, CITED",
    "gddr5, 14, CITED"
  })
  void dramByFamily(String type, double pjPerBit, Status status) {
    Constant dram = EnergyDefaults.dram(type).orElseThrow();
    assertThat(dram.value()).isEqualTo(pjPerBit);
    assertThat(dram.status()).isEqualTo(status);
  }

  @Test
  void everyFormatTheArrayCanRunHasAnEnergy() {
    for (String process : EnergyTable.processes()) {
      for (String name : Npus.names()) {
        Npu npu = Npus.load(name, List.of("energy.process=" + process)).npu();
        for (String format : ArraySpec.FORMATS.stream().filter(npu.array()::canRun).toList()) {
          assertThat(npu.energy().macPj().get(format).value()).isBetween(0.01, 5.0);
          assertThat(npu.energy().macPj().get(format).unit()).isEqualTo("pJ");
        }
      }
    }
    Npu only8 = Npus.parse("c", BadChipTest.GOOD, List.of()).npu();
    assertThat(only8.energy().macPj()).containsOnlyKeys("int4", "int8");
  }

  @Test
  void anUnknownProcessIsFineWhenEverythingIsGiven() {
    EnergySpec energy =
        Npus.load(
                "edge-4tops",
                List.of(
                    "energy.process=5 nm",
                    "energy.mac.int4=0.1 pJ",
                    "energy.mac.int8=0.2 pJ",
                    "energy.mac.int16=0.3 pJ",
                    "energy.mac.fp16=0.4 pJ",
                    "energy.lane=0.5 pJ",
                    "energy.local=1 pJ/B",
                    "energy.sram_read=0.25 pJ/bit",
                    "energy.sram_write=3 pJ/B",
                    "energy.dram=32 pJ/B"))
            .npu()
            .energy();
    assertThat(energy.process()).isEqualTo("5nm");
    assertThat(energy.sramReadPjPerByte().value()).isEqualTo(2);
    assertThat(energy.dramPjPerBit().value()).isEqualTo(4);
    assertThat(energy.lanePj().status()).isEqualTo(Status.GIVEN);
    assertThat(energy.staticWatts().status()).isEqualTo(Status.ASSUMPTION);
  }
}
