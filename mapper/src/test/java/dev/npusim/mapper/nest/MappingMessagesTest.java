package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import dev.npusim.mapper.nest.text.MappingText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told about mappings that make no sense, and that sensible ones are read back equal. */
class MappingMessagesTest {
  private static final Architecture EDGE3 = Architectures.edge3();
  private static final Layer GEMM = Layers.gemm("gemm", 64, 64, 64, Precision.W8A8);

  private static void price(String dram, String sy, String sx, String rf, String keeps) {
    String text =
        """
        mapping:
          - {level: DRAM, keeps: [A, B, Z], loops: [%s]}
          - {level: GLB, keeps: [A, B, Z], loops: []}
          - {axis: SY, loops: [%s]}
          - {axis: SX, loops: [%s]}
          - {level: RF, keeps: [%s], loops: [%s]}
        """
            .formatted(dram, sy, sx, keeps, rf);
    new TimeloopCounter().cost(EDGE3, GEMM, MappingText.read(EDGE3, "m.yaml", text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "M=4,N=4,Y=2 | M=16 | N=16 | K=64 | A,B,Z | loop Y=2 at level DRAM: gemm has no dim Y",
        "M=4,N=4 | M=16 | N=16 | K=128 | A,B,Z | loop K=128 at level RF: a tile larger than its",
        "M=4,N=4 | M=16 | N=16 | K=32 | A,B,Z | dim K: the factors of all levels and axes cover 32",
        "M=4,N=4 | M=16 | N=32 | K=64 | A,B,Z | axis SX is over-subscribed: N=32 = 32 of 16",
        "M=4,N=4 | M=16 | N=16 | K=64 | A,B,Y | level RF: gemm has no operand Y",
        "N=4 | M=4 | N=16 | K=64,M=16 | A,B,Z | level RF: capacity exceeded: 1024 for A",
        "M=4,N=4,M=2 | M=16 | N=16 | K=64 | A,B,Z | a second loop of this dim",
        "M=4,N=four | M=16 | N=16 | K=64 | A,B,Z | expected a loop such as K=16",
      })
  void namesLoopLevelAndOperand(
      String dram, String sy, String sx, String rf, String keeps, String message) {
    assertThatThrownBy(() -> price(dram, sy, sx, rf, keeps))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anOperandMustBeHeldOutermost() {
    String text =
        "mapping: [{level: DRAM, keeps: [A, B], loops: [M=64, N=64, K=64]}, {level: GLB},"
            + " {level: RF}]";
    Mapping mapping = MappingText.read(EDGE3, "m.yaml", text);
    assertThatThrownBy(() -> MappingCheck.check(EDGE3, GEMM, mapping))
        .hasMessage("operand Z: held by no level");
  }

  @Test
  void everyLevelStandsOnceTheOutermostFirst() {
    String reversed = "mapping:\n  - {level: RF}\n  - {level: GLB}\n  - {level: DRAM}\n";
    assertThatThrownBy(() -> MappingText.read(EDGE3, "m.yaml", reversed))
        .hasMessage(
            "m.yaml:3:5: level GLB after RF, which is inside it; expected the outermost first:"
                + " DRAM, GLB, RF");
    String without = "mapping:\n  - {level: DRAM}\n  - {level: RF}\n";
    assertThatThrownBy(() -> MappingText.read(EDGE3, "m.yaml", without))
        .hasMessageContaining("level GLB is not mentioned");
    String twice =
        "mapping:\n  - {level: DRAM}\n  - {level: GLB}\n  - {level: GLB}\n  - {level: RF}\n";
    assertThatThrownBy(() -> MappingText.read(EDGE3, "m.yaml", twice))
        .hasMessage("m.yaml:4:5: level GLB is mentioned a second time");
  }

  @Test
  void anUnknownKeyNamesItsPlaceAndTheNearest() {
    assertThatThrownBy(
            () -> ArchitectureYaml.read("a.yaml", "name: a\ncompute: {energy: 1}\nlevel: []\n"))
        .hasMessage("a.yaml:3:1: unknown key level; did you mean levels?");
    assertThatThrownBy(
            () -> MappingText.read(EDGE3, "m.yaml", "mapping:\n  - {level: GBL, loops: []}\n"))
        .hasMessage("m.yaml:2:13: there is no level GBL; did you mean GLB?");
  }

  @Test
  void whatIsWrittenIsReadBackEqual() {
    for (int seed = 0; seed < 200; seed++) {
      RandomNests.Case each = new RandomNests(seed).next();
      String text = MappingText.write(each.architecture(), each.mapping());
      assertThat(MappingText.read(each.architecture(), "m.yaml", text)).isEqualTo(each.mapping());
    }
  }

  private static Architecture replicated(String size, String dims) {
    return ArchitectureYaml.read(
        "a.yaml",
        """
        name: a
        energy_unit: pJ
        compute: {macs_per_cycle: 1, energy: 1}
        levels:
          - {name: registers, energy: 1}
          - {name: dram, energy: 1}
        axes:
          - {name: rows, size: %s, under: dram, dims: %s}
          - {name: columns, size: %s, under: dram}
        """
            .formatted(size, dims, size));
  }

  @Test
  void moreInstancesThanCanBeCountedAreAnError() {
    assertThatThrownBy(() -> replicated("99999999999", "[M]"))
        .hasMessageContaining("axis rows")
        .hasMessageContaining("instances");
  }

  @Test
  void anAxisThatCarriesNoDimOfTheLayerIsAnError() {
    replicated("8", "[M, P]").requireDims(GEMM);
    assertThatThrownBy(() -> replicated("8", "[m, k]").requireDims(GEMM))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("axis rows")
        .hasMessageContaining("[M, N, K]");
  }
}
