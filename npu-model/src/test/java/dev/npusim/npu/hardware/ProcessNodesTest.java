package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between the tables, along nodes, widths and sizes. */
class ProcessNodesTest {
  @Test
  void operationsBetweenTheTablesLieOnAStraightLineInLogLog() {
    Constant at16 = EnergyTable.operation("int8_multiply", "16nm").orElseThrow();
    double slope = Math.log(0.2 / 0.07) / Math.log(45.0 / 7);
    assertThat(at16.value()).isEqualTo(0.07 * Math.pow(16.0 / 7, slope), within(1e-8));
    assertThat(at16.status()).isEqualTo(Status.ASSUMPTION);
    assertThat(at16.source()).contains("interpolated to 16nm", "7nm", "45nm");
    Constant at4 = EnergyTable.operation("int8_multiply", "4nm").orElseThrow();
    assertThat(at4.value()).isEqualTo(0.07 * Math.pow(4.0 / 7, slope), within(1e-8));
    assertThat(at4.source()).contains("EXTRAPOLATED to 4nm");
  }

  /** Both polynomials at 1 V: 1.332 and 1.0177. */
  @Test
  void logicAbove45nmIsScaled() {
    assertThat(EnergyTable.operation("fp32_add", "65nm").orElseThrow().value())
        .isEqualTo(0.9 * 1.332 / 1.0177, within(1e-8));
  }

  @Test
  void smallerNodesNeverCostMore() {
    for (String quantity : List.of("int8_multiply", "int32_add", "fp16_multiply", "fp32_add")) {
      double last = Double.MAX_VALUE;
      for (String node : ProcessNodes.NAMES) {
        double value = EnergyTable.operation(quantity, node).orElseThrow().value();
        assertThat(value).as("%s at %s", quantity, node).isPositive().isLessThan(last);
        last = value;
      }
    }
    double last = Double.MAX_VALUE;
    for (String node : ProcessNodes.NAMES) {
      double area = SramTable.areaMm2(node, 1 << 20, 64).value();
      assertThat(area).as(node).isPositive().isLessThan(last);
      last = area;
    }
  }

  /** Rows of CACTI 7's grid: size, width, node, read pJ, write pJ, area. */
  @ParameterizedTest
  @CsvSource({
    "8192, 128, 45nm, 7.91635, 14.0524, 0.02771",
    "4194304, 256, 45nm, 521.724, 472.447, 13.623",
    "524288, 128, 65nm, 202.603, 164.667, 3.34396",
    "65536, 256, 65nm, 94.0973, 123.565, 0.4152",
    "1048576, 64, 32nm, 52.0282, 41.2264, 1.6503"
  })
  void wideAccessesMeetTheGrid(
      long bytes, int width, String node, double read, double write, double mm2) {
    int perAccess = width / 8;
    assertThat(SramTable.readPjPerByte(node, bytes, width).orElseThrow().value())
        .isEqualTo(read / perAccess, within(1e-6));
    assertThat(SramTable.writePjPerByte(node, bytes, width).orElseThrow().value())
        .isEqualTo(write / perAccess, within(1e-6));
    Constant area = SramTable.areaMm2(node, bytes, width);
    assertThat(area.value()).isEqualTo(mm2, within(1e-6));
    assertThat(area.status()).isEqualTo(Status.CITED);
  }

  @Test
  void betweenWidthsAndWhereANodeHasOneWidthOnly() {
    double narrow = SramTable.readPjPerByte("45nm", 1 << 20, 64).orElseThrow().value();
    double wide = SramTable.readPjPerByte("45nm", 1 << 20, 128).orElseThrow().value();
    assertThat(SramTable.readPjPerByte("45nm", 1 << 20, 96).orElseThrow().value())
        .isBetween(wide, narrow);
    // 7 nm has 64 bit only: 14 pJ times CACTI's 153.433 / 93.5192 at 45 nm
    Constant at7 = SramTable.readPjPerByte("7nm", 1 << 20, 128).orElseThrow();
    assertThat(at7.value()).isEqualTo(14 * 153.433 / 93.5192 / 16, within(1e-8));
    assertThat(at7.status()).isEqualTo(Status.ASSUMPTION);
    assertThat(SramTable.readPjPerByte("45nm", 1 << 20, 512).orElseThrow().source())
        .contains("EXTRAPOLATED");
  }

  @Test
  void aChipWithWideAccessesPaysLessPerByte() {
    Npu narrow = Npus.load("edge-4tops").npu();
    Npu wide = Npus.load("edge-4tops", List.of("sram.width=256 bit")).npu();
    assertThat(wide.sram().widthBits()).isEqualTo(256);
    assertThat(wide.energy().sramReadPjPerByte().value())
        .isLessThan(narrow.energy().sramReadPjPerByte().value());
  }
}
