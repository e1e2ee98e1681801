package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NpuDifferenceTest {
  @Test
  void aChipDoesNotDifferFromItself() {
    for (String name : Npus.names()) {
      Npu npu = Npus.load(name).npu();
      assertThat(NpuDifference.between(npu, npu)).isEmpty();
      Npu written = Npus.parse("again", ChipWriter.write(npu), List.of()).npu();
      assertThat(NpuDifference.between(npu, written)).isEmpty();
    }
  }

  @Test
  void whatWasSetDiffersAndWhatFollowsFromIt() {
    Npu a = Npus.load("edge-4tops").npu();
    Npu b = Npus.load("edge-4tops", List.of("sram.size=4MiB", "dma.setup=50cycles")).npu();
    assertThat(NpuDifference.between(a, b))
        .extracting(NpuDifference::key)
        .containsExactly(
            "sram.size", "dma.setup", "energy.sram_read", "energy.sram_write", "energy.static");
    NpuDifference size = NpuDifference.between(a, b).get(0);
    assertThat(size.a()).isEqualTo("2 MiB");
    assertThat(size.b()).isEqualTo("4 MiB");
    assertThat(size.ratio()).isEqualTo(2, within(1e-12));
  }

  @Test
  void keysThatOneSideLacksHaveNoRatio() {
    Npu a = Npus.load("edge-4tops").npu();
    Npu b = Npus.load("eyeriss").npu();
    NpuDifference int8 =
        NpuDifference.between(a, b).stream()
            .filter(difference -> difference.key().equals("array.macs_per_cycle.int8"))
            .findFirst()
            .orElseThrow();
    assertThat(int8.b()).isEmpty();
    assertThat(int8.ratio()).isNaN();
  }

  /** Every key of the reference that an Npu has is compared. */
  @Test
  void everyKeyIsCompared() {
    Npu a = Npus.load("edge-4tops").npu();
    Npu b = Npus.load("tpu-v4i-like").npu();
    Npu c = Npus.load("eyeriss").npu();
    List<String> compared =
        java.util.stream.Stream.of(NpuDifference.between(a, b), NpuDifference.between(b, c))
            .flatMap(List::stream)
            .map(NpuDifference::key)
            .toList();
    assertThat(compared)
        .contains(
            "name",
            "clock",
            "array.rows",
            "array.columns",
            "array.timing",
            "array.dataflow",
            "vector.lanes",
            "sram.size",
            "sram.bandwidth",
            "dram.type",
            "dram.bandwidth",
            "dma.channels",
            "energy.process",
            "energy.lane",
            "energy.static");
  }
}
