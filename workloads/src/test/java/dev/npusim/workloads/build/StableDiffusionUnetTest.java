package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Fusion;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Liveness;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.ir.Node;
import dev.npusim.ir.Skips;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Contraction;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableDiffusionUnetTest {
  private static final Graph GRAPH = Models.sd15();
  private static final Liveness LIVENESS = Liveness.of(GRAPH);

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

  // A concat of the trace copies, ours is a view: there the trace holds the joined tensor as well.
  @Test
  void memoryOfEveryOperationIsThatOfTheTrace() {
    long[] live = LIVENESS.liveActivations(Fusion.ATTENTION, Value::elements).amounts().toArray();
    long[] parked = LIVENESS.parkedSkips(Value::elements).amounts().toArray();
    List<Map<String, String>> rows = new ArrayList<>(Golden.csv("unet_sd15_layers.csv"));
    int row = 0;
    for (int position = 0; position < live.length; position++) {
      Node node = GRAPH.nodes().get(position);
      int operations = Fusion.ATTENTION.operations(node);
      if (operations == 0) {
        continue;
      }
      row += operations;
      Map<String, String> golden = rows.get(row - 1);
      long copied = node.op() instanceof Concat ? node.output().elements() : 0;
      assertThat(live[position] + copied)
          .as("%s, row %s", node.name(), golden.get("idx"))
          .isEqualTo(Long.parseLong(golden.get("live_elems")));
      assertThat(parked[position])
          .as("%s, row %s", node.name(), golden.get("idx"))
          .isEqualTo(Long.parseLong(golden.get("parked_skip_elems")));
    }
    assertThat(row).isEqualTo(651);
  }

  @Test
  void memoryOfStoredScoresIsThatOfTheTrace() {
    long[] live = LIVENESS.liveActivations(Fusion.NONE, Value::elements).amounts().toArray();
    List<Map<String, String>> rows = Golden.csv("unet_sd15_attention_unfused.csv");
    int row = 0;
    for (int position = 0; position < live.length; position++) {
      Node node = GRAPH.nodes().get(position);
      if (node.op() instanceof Attention) {
        long most =
            rows.subList(row, row + 3).stream()
                .mapToLong(golden -> Long.parseLong(golden.get("live_elems")))
                .max()
                .orElseThrow();
        assertThat(live[position]).as(node.name()).isEqualTo(most);
        row += 3;
      }
    }
    assertThat(row).isEqualTo(rows.size()).isEqualTo(96);
  }

  // Trace: 12 skips of 6,635,520 elements = 12.656 MiB at fp16.
  @Test
  void parkedSkipsPeakAtTheMiddleBlock() {
    assertPeak(
        LIVENESS.parkedSkips(Value::elements), 6_635_520, "12.656", "mid_block.attentions.0.norm");
  }

  // Trace with stored scores: row 67 of 763, the softmax. The trace has 48 copies of layouts, three
  // of them before that row.
  @Test
  void activationsWithStoredScoresPeakWhereTheTraceDoes() {
    MemoryCurve curve = LIVENESS.liveActivations(Fusion.NONE, Value::elements);
    assertPeak(
        curve, 275_049_472, "524.615", "down_blocks.0.attentions.1.transformer_blocks.0.attn1");
    assertThat(curve.peak().operation()).isEqualTo(67 - 3);
    assertThat(curve.peak().operations()).isEqualTo(763 - 48);
  }

  // Trace: row 72 of 651, the product of the gated unit.
  @Test
  void activationsWithFusedAttentionPeakWhereTheTraceDoes() {
    MemoryCurve curve = LIVENESS.liveActivations(Fusion.ATTENTION, Value::elements);
    assertPeak(
        curve, 26_274_816, "50.115", "down_blocks.0.attentions.1.transformer_blocks.0.ff.net.0");
    assertThat(curve.peak().operation()).isEqualTo(72);
    assertThat(curve.peak().operations()).isEqualTo(651);
  }

  // The trace's peak without the stored GELU (5,242,880 elements): its row 71.
  @Test
  void activationsWithFusedGatesLackTheStoredGelu() {
    assertPeak(
        LIVENESS.liveActivations(Fusion.ATTENTION_AND_GATES, Value::elements),
        26_274_816 - 5_242_880,
        "40.115",
        "down_blocks.0.attentions.1.transformer_blocks.0.ff.net.0");
  }

  // Trace: row 323 of 651, 49.6 %.
  @Test
  void workingSetPeaksWhereTheTraceDoes() {
    for (Fusion fusion : List.of(Fusion.ATTENTION, Fusion.ATTENTION_AND_GATES)) {
      assertPeak(
          LIVENESS.workingSet(fusion, Value::elements),
          37_253_376,
          "71.055",
          "up_blocks.1.resnets.0.conv1");
    }
    MemoryCurve.Peak peak = LIVENESS.workingSet(Fusion.ATTENTION, Value::elements).peak();
    assertThat(peak.operation()).isEqualTo(323);
    assertThat(peak.operations()).isEqualTo(651);
    assertThat(peak.share()).isCloseTo(323.0 / 651, within(0.001));
  }

  private static void assertPeak(MemoryCurve curve, long elements, String mebibytes, String node) {
    assertThat(curve.peak().amount()).isEqualTo(elements);
    assertThat(String.format(Locale.ROOT, "%.3f", elements * 2 / 1048576.0)).isEqualTo(mebibytes);
    assertThat(GRAPH.nodes().get(curve.peak().position()).name()).isEqualTo(node);
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
