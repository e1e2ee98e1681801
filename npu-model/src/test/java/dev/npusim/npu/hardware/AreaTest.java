package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaTest {
  /** 32-bit multiplier 6350 um2, adder 278, register bit 5.98 (Aladdin, 40 nm). */
  @Test
  void aPeIsItsMultiplierAdderAndRegisters() {
    assertThat(Area.pe("int8", 1, false))
        .isEqualTo(6350.0 * 64 / 1024 + 278 + (8 + 8 + 32) * 5.98, within(1e-9));
    assertThat(Area.pe("int8", 1, true) - Area.pe("int8", 1, false))
        .isEqualTo(8 * 5.98, within(1e-9));
    assertThat(Area.pe("fp16", 0.5, false))
        .isEqualTo(0.5 * (8970.0 / 4 + 4360 + (16 + 16 + 32) * 5.98), within(1e-9));
  }

  @Test
  void partsAddUp() {
    for (String name : Npus.names()) {
      Area area = Area.of(Npus.load(name).npu());
      double sum =
          area.table().values().stream().mapToDouble(Constant::value).sum() - area.total().value();
      assertThat(area.total().value()).as(name).isPositive().isCloseTo(sum, within(1e-9 * sum));
      area.table()
          .forEach(
              (part, constant) -> {
                assertThat(constant.unit()).isEqualTo("mm2");
                assertThat(constant.source()).isNotBlank();
                assertThat(constant.value()).as(name + " " + part).isPositive();
              });
    }
  }

  /** Atoms of the vendor's configurations: rows, columns, CBUF, mm2 at 28 and at 16 nm. */
  @ParameterizedTest(name = "{0} x {1} MACs, {2} KiB")
  @CsvSource({
    "64, 32, 512, 5.5, 3.3",
    "32, 32, 256, 3.0, 1.8",
    "32, 16, 256, 2.3, 1.4",
    "32, 8, 256, 1.7, 1.0",
    "16, 8, 256, 1.4, 0.84",
    "8, 8, 128, 0.91, 0.55",
    "8, 4, 128, 0.85, 0.51"
  })
  void isALowerBoundOfNvdla(int rows, int columns, int kib, double at28, double at16) {
    for (String node : List.of("28nm", "16nm")) {
      Npu npu =
          Npus.load(
                  "nvdla-large",
                  List.of(
                      "array.rows=" + rows,
                      "array.columns=" + columns,
                      "sram.size=" + kib + "KiB",
                      "energy.process=" + node))
              .npu();
      double vendor = node.equals("28nm") ? at28 : at16;
      assertThat(Area.of(npu).total().value()).as(node).isBetween(vendor / 10, vendor);
    }
  }
}
