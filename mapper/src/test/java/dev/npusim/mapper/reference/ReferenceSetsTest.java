package dev.npusim.mapper.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.workloads.Workloads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every set promises, and how far ours are off today. */
class ReferenceSetsTest {
  private static final Map<String, List<ComparedQuantity>> COMPARED = new HashMap<>();

  static List<ReferenceSet> sets() {
    return ReferenceSets.all(() -> Workloads.load("resnet-50", Map.of()).graph());
  }

  /** Each set's models run once. */
  private static List<ComparedQuantity> compared(ReferenceSet set) {
    return COMPARED.computeIfAbsent(set.name(), name -> set.compare());
  }

  @Test
  void namesAreWordsOfTheirOwn() {
    assertThat(sets().stream().map(ReferenceSet::name)).doesNotHaveDuplicates();
    assertThat(sets()).allMatch(set -> set.name().matches("[a-z][a-z-]*"));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everyBarHolds(ReferenceSet set) {
    for (ComparedQuantity quantity : compared(set)) {
      assertThat(quantity.meets()).as("%s: %s", quantity.quantity(), quantity.errors()).isTrue();
      assertThat(quantity.cases())
          .allMatch(each -> each.reference() >= 0 && Double.isFinite(each.ours()));
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everySetSaysWhereItIsFrom(ReferenceSet set) {
    assertThat(set.title()).isNotBlank().doesNotContain("\n");
    assertThat(set.source()).isNotEmpty().allMatch(line -> !line.isBlank());
    assertThat(set.assumptions()).isNotEmpty();
    for (ComparedQuantity quantity : compared(set)) {
      quantity.bar().ifPresent(bar -> assertThat(bar.reason()).isNotBlank());
      assertThat(quantity.cases().stream().map(ComparedQuantity.Case::name).distinct().count())
          .isEqualTo(quantity.cases().size());
    }
  }

  /** Cases, and those that are equal. */
  @ParameterizedTest
  @CsvSource({
    "scalesim, cycles, 130, 130",
    "scalesim, simulated cycles, 130, 130",
    "scalesim, input reads, 130, 130",
    "scalesim, weight reads, 130, 130",
    "timeloop, energy, 59, 59",
    "timeloop, cycles, 59, 59",
    "onnxim, one core, 17, 0",
    "onnxim, four cores, 15, 0",
    "dramsim, one-way streams, 85, 0",
    "dramsim, all streams, 95, 0",
    "nvdla-sheet, DRAM cycles, 54, 54",
    "nvdla-sheet, MAC cycles, 54, 54",
    "nvdla-sheet, long pole, 54, 54",
    "nvdla-sheet, primer rate, 7, 0",
    "nvdla-simulated, frame rate, 7, 0",
    "nvdla-constants, area mm2 28nm, 7, 0",
    "nvdla-constants, power average mw, 7, 0",
    "eyeriss, AlexNet latency, 5, 0",
    "eyeriss, CONV2-5 DRAM, 4, 0",
  })
  void noCaseIsLost(String set, String quantity, int cases, int exact) {
    Map<String, ComparedQuantity> quantities =
        sets().stream()
            .filter(each -> each.name().equals(set))
            .flatMap(each -> compared(each).stream())
            .collect(Collectors.toMap(ComparedQuantity::quantity, each -> each));
    assertThat(quantities).containsKey(quantity);
    assertThat(quantities.get(quantity).cases()).hasSize(cases);
    assertThat(quantities.get(quantity).exact()).isEqualTo(exact);
  }
}
