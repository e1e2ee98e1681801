package dev.npusim.npu.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Region;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.program.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DramTransfersTest {
  private static final String CHIP =
      """
      clock: 1 GHz
      array: {rows: 8, columns: 8}
      vector: {lanes: 8}
      memories:
        - {name: accumulator, size: 64 KiB}
        - {name: sram, size: 1 MiB, bandwidth: 64 B/cycle}
        - {name: dram, type: lpddr5-6400, bus: 32 bit}
      """;

  private static final Npu NPU = Npus.parse("c", CHIP, List.of()).npu();
  private static final int BURST = 32;

  /** Every bit of every row is looked up in its burst. */
  @Test
  void burstsAreThoseThatHoldTheRegionsBits() {
    DramTransfers transfers = new DramTransfers(NPU);
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      int bits = 4 << random.nextInt(3);
      Tensor tensor =
          new Tensor(
              0,
              "t",
              Tensor.Role.WEIGHT,
              1 + random.nextInt(40),
              1 + random.nextInt(200),
              bits,
              random.nextInt(3));
      int row = random.nextInt(tensor.rows());
      int column = random.nextInt(tensor.columns());
      Region region =
          new Region(
              row,
              row + 1 + random.nextInt(tensor.rows() - row),
              column,
              column + 1 + random.nextInt(tensor.columns() - column));
      assertThat(transfers.busBytes(tensor, region))
          .as("%s of %s", region, tensor)
          .isEqualTo((bursts(tensor, region) + scaleBursts(tensor, region)) * BURST);
    }
  }

  private static long bursts(Tensor tensor, Region region) {
    boolean isWhole = region.columns() == tensor.columns();
    Set<Long> run = new HashSet<>();
    long bursts = 0;
    for (int r = region.rowBegin(); r < region.rowEnd(); r++) {
      if (!isWhole) {
        bursts += run.size();
        run.clear();
      }
      for (int c = region.columnBegin(); c < region.columnEnd(); c++) {
        long bit = ((long) r * tensor.columns() + c) * tensor.bits();
        run.add(bit / (8 * BURST));
      }
    }
    return bursts + run.size();
  }

  private static long scaleBursts(Tensor tensor, Region region) {
    long scales = tensor.bytes(region) - (region.elements() * tensor.bits() + 7) / 8;
    return (scales + BURST - 1) / BURST;
  }

  @Test
  void narrowRunsTakeLongerThanWholeRows() {
    DramTransfers transfers = new DramTransfers(NPU);
    Tensor tensor = new Tensor(0, "t", Tensor.Role.WEIGHT, 4096, 4096, 8, 0);
    long rows = transfers.busy(tensor, new Region(0, 16, 0, 4096), true);
    long columns = transfers.busy(tensor, new Region(0, 4096, 0, 16), true);
    double peak = 65536 / NPU.dramPeakBytesPerCycle();
    assertThat((double) rows).isBetween(peak, 1.15 * peak);
    // Half of each burst is wanted, and each burst opens a row.
    assertThat(columns).isGreaterThan(4 * rows);
  }

  @Test
  void aFlatShareTakesTheBytesTogether() {
    Npu flat = Npus.parse("c", CHIP, List.of("dram.efficiency=0.5", "dram.burst=64B")).npu();
    Tensor tensor = new Tensor(0, "t", Tensor.Role.WEIGHT, 4096, 4096, 8, 0);
    Region region = new Region(0, 9, 0, 7);
    assertThat(new DramTransfers(flat).busBytes(tensor, region)).isEqualTo(64);
    // 64 bytes at half of 25.6 bytes per cycle
    assertThat(new DramTransfers(flat).busy(tensor, region, true)).isEqualTo(5);
  }
}
