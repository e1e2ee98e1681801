package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Skips;
import dev.npusim.ir.op.Contraction;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableDiffusionUnetTest {
  private static final Graph GRAPH = Models.sd15();

  @Test
  void contractionsAreThoseOfTheTraceInItsOrder() {
    List<String> built =
        GRAPH.nodes().stream()
            .filter(node -> node.op() instanceof Contraction)
            .map(
                node ->
                    node.name() + " " + node.block() + " " + node.parameters() + " " + node.macs())
            .toList();
    List<String> golden =
        Golden.csv("unet_sd15_layers.csv").stream()
            .filter(row -> Long.parseLong(row.get("macs")) > 0)
            .map(
                row ->
                    row.get("name")
                        + " "
                        + row.get("block")
                        + " "
                        + row.get("params")
                        + " "
                        + row.get("macs"))
            .toList();
    assertThat(built).isEqualTo(golden);
  }

  @Test
  void skipsAndTheirChainsAreThoseOfTheTrace() {
    List<String> found =
        Skips.of(GRAPH).gaps(Gap.Kind.SKIP).stream()
            .map(
                gap ->
                    String.join(
                        " ",
                        gap.value().name().replaceAll("\\.add$", ""),
                        GRAPH.nodes().get(gap.consumerIndex()).block(),
                        "" + gap.value().elements(),
                        "" + gap.chainMacs(),
                        "" + gap.chainWeightElements()))
            .toList();
    List<String> golden =
        Golden.csv("unet_sd15_skips_flash.csv").stream()
            .filter(row -> row.get("kind").equals("skip"))
            .map(
                row ->
                    String.join(
                        " ",
                        row.get("producer"),
                        row.get("consumer"),
                        row.get("elems"),
                        row.get("recompute_macs"),
                        row.get("recompute_weight_elems")))
            .toList();
    assertThat(found).hasSize(12).containsExactlyInAnyOrderElementsOf(golden);
  }

  // Rows whose addition the trace and the IR order alike; the trace adds the time projection's gap.
  @Test
  void residualsAndTheirChainsAreThoseOfTheTrace() {
    List<String> found =
        Skips.of(GRAPH).gaps(Gap.Kind.RESIDUAL).stream()
            .map(
                gap ->
                    gap.value().elements()
                        + " "
                        + gap.chainMacs()
                        + " "
                        + gap.chainWeightElements())
            .sorted()
            .toList();
    List<String> golden =
        Golden.csv("unet_sd15_skips_flash.csv").stream()
            .filter(row -> row.get("kind").equals("residual"))
            .map(
                row ->
                    row.get("elems")
                        + " "
                        + row.get("recompute_macs")
                        + " "
                        + row.get("recompute_weight_elems"))
            .sorted()
            .toList();
    assertThat(found).isEqualTo(golden);
  }

  @Test
  void skipTableByHandAgreesWithinOnePercent() {
    List<Gap> gaps =
        Skips.of(GRAPH).gaps(Gap.Kind.SKIP).stream()
            .sorted(Comparator.comparingInt(Gap::producerIndex))
            .toList();
    List<Map<String, String>> rows = Golden.csv("sd15_skip_table.csv");
    for (int i = 0; i < rows.size(); i++) {
      double mebibytes = Double.parseDouble(rows.get(i).get("wMiB"));
      double macPerByte = Double.parseDouble(rows.get(i).get("mac_per_byte"));
      assertThat(gaps.get(i).chainWeightElements() / 1048576.0)
          .isCloseTo(mebibytes, within(mebibytes * 0.01));
      assertThat((double) gaps.get(i).chainMacs() / gaps.get(i).value().elements())
          .isCloseTo(macPerByte, within(macPerByte * 0.01));
    }
  }

  // Trace, totals of the inner stages: 719,879,680 parameters and 130,387,968,000 MACs.
  @Test
  void innerStagesHoldMostParametersAndAThirdOfTheWork() {
    List<Node> inner =
        GRAPH.nodes().stream()
            .filter(
                node -> node.block().matches("(down_blocks\\.[23]|mid_block|up_blocks\\.[01]).*"))
            .toList();
    assertThat(inner.stream().mapToLong(Node::parameters).sum()).isEqualTo(719_879_680);
    assertThat(inner.stream().mapToLong(Node::macs).sum()).isEqualTo(130_387_968_000L);
  }

  @ParameterizedTest
  @CsvSource({"96,1,77", "64,2,77", "8,3,5", "128,1,154"})
  void otherSizesKeepTheParametersAndScaleTheWork(String latent, String batch, String text) {
    Graph graph = Models.build("sd15-unet", Map.of("latent", latent, "batch", batch, "text", text));
    assertThat(graph.parameterCount()).isEqualTo(859_520_964);
    long pixels = Long.parseLong(latent) * Long.parseLong(latent) * Long.parseLong(batch);
    assertThat(graph.nodes().stream().filter(n -> n.name().equals("conv_in")).findFirst())
        .hasValueSatisfying(n -> assertThat(n.macs()).isEqualTo(pixels * 320 * 4 * 9));
  }

  @Test
  void badOptionsAreExplained() {
    assertThatThrownBy(() -> Models.build("sd15-unet", Map.of("latents", "64")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("latents")
        .hasMessageContaining("did you mean latent?");
    assertThatThrownBy(() -> Models.build("sd15-unet", Map.of("latent", "60")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("latent=60")
        .hasMessageContaining("8 to 512, divisible by 8");
    assertThatThrownBy(() -> Models.build("sd15-unet", Map.of("batch", "-1")))
        .hasMessageContaining("1 to 64");
  }
}
