package dev.npusim.npu.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.calibrate.CalibrationSets.CalibrationSet;
import dev.npusim.npu.hardware.Area;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationSetsTest {
  private static Calibration calibration(String target) {
    return CalibrationSets.all().stream()
        .flatMap(
            set -> set.models().stream().map(model -> Calibration.of(model, set.measurements())))
        .filter(each -> each.model().target().equals(target))
        .findFirst()
        .orElseThrow();
  }

  private static CalibrationSet set(String name) {
    return CalibrationSets.all().stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Constants, and the worst errors, of numpy.linalg.lstsq over every choice of terms (numpy 2.4.6,
   * 2026-11-21).
   */
  @ParameterizedTest
  @CsvSource({
    "area_mm2_28nm, per_mac, 0.00178, fixed, 0.38385, 0.076, 0.090",
    "area_mm2_28nm, per_kib, 0.00325, fixed, 0.38385, 0.076, 0.090",
    "area_mm2_16nm, per_mac, 0.00108, fixed, 0.24029, 0.090, 0.106",
    "area_mm2_16nm, per_kib, 0.00188, fixed, 0.24029, 0.090, 0.106",
    "power_peak_mw, per_mac, 0.35222, fixed, 34.15507, 0.079, 0.091",
    "power_average_mw, per_mac, 0.13273, fixed, 12.88549, 0.041, 0.059",
  })
  void constantsAndErrorsAreThoseOfAnotherProgram(
      String target,
      String constant,
      double value,
      String other,
      double otherValue,
      double inSample,
      double leftOut) {
    Calibration calibration = calibration(target);
    assertThat(calibration.constant(constant)).isCloseTo(value, within(5.1e-6));
    assertThat(calibration.constant(other)).isCloseTo(otherValue, within(5.1e-6));
    assertThat(calibration.inSample().worst()).isCloseTo(inSample, within(5.1e-4));
    assertThat(calibration.leaveOneOut().worst()).isCloseTo(leftOut, within(5.1e-4));
    assertThat(calibration.leaveOneOut().worst()).isLessThanOrEqualTo(CalibrationSets.BAR);
  }

  /** What the set says of a term for the bandwidth. */
  @ParameterizedTest
  @CsvSource({"power_peak_mw, 0.126", "power_average_mw, 0.084"})
  void withBandwidthRowsLeftOutAreFurtherOff(String target, double worst) {
    CalibrationModel model = calibration(target).model();
    CalibrationModel more =
        new CalibrationModel(
            target,
            "mW",
            ImmutableList.<Term>builder()
                .addAll(model.terms())
                .add(Term.parse("per_gbps=dram_gbps"))
                .build());
    Calibration with = Calibration.of(more, set("nvdla-power").measurements());
    assertThat(with.leaveOneOut().worst())
        .isCloseTo(worst, within(5.1e-4))
        .isGreaterThan(calibration(target).leaveOneOut().worst());
  }

  @Test
  void aChipGetsTheAreaOfItsRow() {
    CalibrationSet set = set("nvdla-area-16nm");
    Calibration calibration = calibration("area_mm2_16nm");
    String yaml =
        CalibratedChip.write("nvdla-large", List.of(), calibration, set.writes(), set.absorbs());
    assertThat(yaml)
        .startsWith("# calibrated: area_mm2_16nm = per_mac * macs + ")
        .contains("error of a row left out 2.6 % median, 10.6 % worst");
    Npu npu = Npus.parse("chip.yaml", yaml, List.of()).npu();
    // The first row is this chip: 2048 MACs and 512 KiB.
    assertThat(Area.of(npu).total().value())
        .isCloseTo(calibration.fits().get(0).fitted(), within(1e-4));
    assertThat(Area.of(npu).parts()).containsOnlyKeys("array", "memory sram", "everything else");
  }

  @Test
  void aChipGetsThePowerOfItsRow() {
    CalibrationSet set = set("nvdla-power");
    Calibration calibration = calibration("power_peak_mw");
    Npu npu =
        Npus.parse(
                "chip.yaml",
                CalibratedChip.write(
                    "nvdla-large", List.of(), calibration, set.writes(), set.absorbs()),
                List.of())
            .npu();
    double pj = npu.energy().table().get("energy.mac.int8").value();
    double watts =
        npu.array().peakMacsPerCycle("int8") * npu.clockHz() * pj * 1e-12
            + npu.energy().staticWatts().value();
    assertThat(1000 * watts).isCloseTo(calibration.fits().get(0).fitted(), within(0.01));
    assertThat(npu.energy().sramReadPjPerByte().value()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "energy.sttic=fixed:mW, --write energy.sttic=fixed:mW: key",
    "energy.static=fixd:mW, --write energy.static=fixd:mW: no constant is called",
    "energy.static=fixed:mw, --write energy.static=fixed:mw: ",
    "energy.static=fixed, --write energy.static=fixed: ",
    "energy.static, --write \"energy.static\": expected KEY=CONSTANT:UNIT",
  })
  void aKeyThatDoesNotFitIsNamedAsItWasGiven(String write, String message) {
    assertThatThrownBy(
            () ->
                CalibratedChip.write(
                    "nvdla-large",
                    List.of(),
                    calibration("power_peak_mw"),
                    List.of(ChipConstant.parse(write)),
                    ImmutableMap.of()))
        .isInstanceOf(CalibrationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anEfficiencyIsOneOverASlowdown() {
    Calibration calibration =
        Calibration.of(
            new CalibrationModel(
                "us",
                "us",
                ImmutableList.of(Term.parse("slow=kb/mb_per_ms"), Term.parse("setup=transfers"))),
            Measurements.parse(
                "t.csv", "kb,mb_per_ms,transfers,us\n100,10,2,14.5\n50,10,9,15.25\n80,10,0,10\n"));
    String yaml =
        CalibratedChip.write(
            "nvdla-large",
            List.of(),
            calibration,
            List.of(ChipConstant.parse("dram.efficiency=1/slow")),
            ImmutableMap.of());
    assertThat(Npus.parse("chip.yaml", yaml, List.of()).npu().dram().efficiency())
        .isCloseTo(0.8, within(1e-6));
    assertThat(calibration.constant("setup")).isCloseTo(1, within(1e-9));
  }
}
