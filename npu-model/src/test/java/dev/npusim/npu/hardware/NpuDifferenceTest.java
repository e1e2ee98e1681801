package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  private static final String FOLLOWS =
      "follows from dram.type, dram.bus and dram.channels, which are compared";

  /** What two chips may differ in without a difference, and why. */
  private static final ImmutableMap<String, String> NOT_COMPARED =
      ImmutableMap.<String, String>builder()
          .put("Constant.source", "provenance is no property of the chip")
          .put("Constant.status", "provenance is no property of the chip")
          .put("DramPart.name", FOLLOWS)
          .put("DramPart.burstBytes", FOLLOWS)
          .put("DramPart.pageBytes", FOLLOWS)
          .put("DramPart.bankGroups", FOLLOWS)
          .put("DramPart.banksPerGroup", FOLLOWS)
          .put("DramPart.ranks", FOLLOWS)
          .put("DramPart.clockHz", FOLLOWS)
          .put("DramPart.burstCycles", FOLLOWS)
          .put("DramPart.dualCommand", FOLLOWS)
          .put("DramPart.mapping", FOLLOWS)
          .put("DramPart.source", FOLLOWS)
          .put("DramPart.isVerified", FOLLOWS)
          .buildOrThrow();

  /** A chip in which nothing is empty: timings, and an area of its own. */
  private static Npu complete(String... settings) {
    return Npus.parse(
            "timed.yaml",
            """
            clock: 1 GHz
            array: {rows: 8, columns: 8}
            vector: {lanes: 8}
            memories:
              - {name: accumulator, size: 8 KiB}
              - {name: sram, size: 128 KiB, bandwidth: 32 B/cycle}
              - {name: dram, type: lpddr5-6400, bus: 64 bit}
            weight_memory: {kind: rom, size: 8 KiB, bandwidth: 8 B/cycle, energy: 1 pJ/B}
            area: {mac: 1 um2, sram: 0.001 mm2/KiB, fixed: 1 mm2}
            """,
            List.of(settings))
        .npu();
  }

  /** Each component of each record in an Npu is changed alone. */
  @Test
  void everyComponentIsComparedOrListedWithAReason() {
    Npu npu = complete();
    assertThat(npu.dram().part()).isPresent();
    Map<String, UnaryOperator<Object>> changes = NpuComponents.of(npu);
    assertThat(changes.keySet())
        .contains("Npu.clockHz", "ArraySpec.convolution", "DramSpec.channels", "DramTimings.rfc")
        .containsAll(NOT_COMPARED.keySet());
    changes.forEach(
        (component, change) -> {
          Npu changed = (Npu) change.apply(npu);
          boolean excused =
              NOT_COMPARED.containsKey(component) || component.startsWith("DramTimings.");
          assertThat(NpuDifference.between(npu, changed).isEmpty())
              .as("%s: a key in NpuDifference, or a reason here", component)
              .isEqualTo(excused);
        });
  }

  /** What is excused above does follow: with other timings come other keys. */
  @Test
  void otherTimingsShowInTheirKeys() {
    Npu a = complete();
    Npu b = complete("dram.type=lpddr4-3200");
    assertThat(a.dram().part().orElseThrow().timings())
        .isNotEqualTo(b.dram().part().orElseThrow().timings());
    assertThat(keys(a, b)).contains("dram.type", "dram.bandwidth", "dram.efficiency");
    Npu wide = complete("dram.channels=2");
    assertThat(keys(a, wide)).contains("dram.channels").doesNotContain("dram.bus");
    Npu flat = complete("dram.bandwidth=25.6GB/s");
    NpuDifference bus =
        NpuDifference.between(a, flat).stream()
            .filter(difference -> difference.key().equals("dram.bus"))
            .findFirst()
            .orElseThrow();
    assertThat(bus.a()).isEqualTo("64 bit");
    assertThat(bus.b()).isEmpty();
  }

  private static List<String> keys(Npu a, Npu b) {
    return NpuDifference.between(a, b).stream().map(NpuDifference::key).toList();
  }
}
