package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.viz.SampleMappings;
import dev.npusim.viz.terminal.MappingSummary;
import org.junit.jupiter.api.Test;

class MappingReportTest {
  /**
   * 14 rows in rounds of 4: the last has 2. Tiles: C 8, K 16 on the axes; halos of a 3x3 window.
   */
  @Test
  void nestsAreDrawnFromTheOutsideWithTheirTiles() {
    assertThat(NestLines.of(SampleMappings.given()))
        .containsExactly(
            new NestLines.Line(0, "DRAM", "keeps Weights 1,152 w, Inputs 2,048 w, Outputs 3,136 w"),
            new NestLines.Line(1, "for P in [0:4)", "P tiles of 4, last 2"),
            new NestLines.Line(2, "GLB", "keeps Inputs 768 w, Outputs 896 w"),
            new NestLines.Line(3, "for Q in [0:14)", ""),
            new NestLines.Line(4, "par-for K in [0:16) on SY", ""),
            new NestLines.Line(5, "par-for C in [0:8) on SX", ""),
            new NestLines.Line(6, "RF", "keeps Weights 9 w, Inputs 18 w, Outputs 4 w"),
            new NestLines.Line(7, "for P in [0:4)", ""),
            new NestLines.Line(8, "for R in [0:3)", ""),
            new NestLines.Line(9, "for S in [0:3)", ""),
            new NestLines.Line(10, "MAC", ""));
  }

  @Test
  void theScreenSaysWhatIsAssumedAndHowGoodItIs() {
    MappedLayer searched = SampleMappings.searched();
    for (int width : new int[] {60, 100, 160}) {
      String text =
          MappingSummary.render(SampleMappings.report(searched), width).replaceAll("\\s+", " ");
      assertThat(text)
          .contains("Assumed hardware: edge-4tops", "assumed", "par-for", "optimal", "bound")
          .contains("MACs / (peak MACs per cycle x cycles)", "priced per CPU second", "a note")
          .contains(searched.cost().convention());
    }
    String given = MappingSummary.render(SampleMappings.report(SampleMappings.given()), 100);
    assertThat(given).contains("sizes are those of one instance's tile").doesNotContain("optimal");
  }

  @Test
  void theDocumentHoldsTheCountersNumbers() {
    MappedLayer mapped = SampleMappings.given();
    ObjectNode tree = MappingJson.tree(SampleMappings.report(mapped));
    JsonNode layer = tree.at("/layers/0");
    assertThat(layer.get("cycles").asLong()).isEqualTo(mapped.cost().cycles());
    double energy = layer.get("mac_energy").asDouble();
    for (JsonNode level : layer.get("levels")) {
      for (JsonNode operand : level.get("operands")) {
        energy += operand.get("energy").asDouble();
      }
    }
    assertThat(energy).isEqualTo(layer.get("energy").asDouble());
    assertThat(layer.at("/mapping/0/loops/0").asText()).isEqualTo("P=4");
    assertThat(layer.at("/hardware/levels/2/capacity").isNull()).isTrue();
    assertThat(layer.has("search")).isFalse();
  }

  @Test
  void theDocumentIsTheSameEveryTime() {
    String once = MappingJson.tree(SampleMappings.report(SampleMappings.searched())).toString();
    String again = MappingJson.tree(SampleMappings.report(SampleMappings.searched())).toString();
    assertThat(again).isEqualTo(once).contains("\"lower_bound\"");
  }
}
