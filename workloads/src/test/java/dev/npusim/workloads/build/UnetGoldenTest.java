package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Liveness;
import dev.npusim.ir.Node;
import dev.npusim.ir.Skips;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Operation;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every U-Net of the catalog against a trace of the diffusers model. */
class UnetGoldenTest {
  private static final Map<String, Graph> GRAPHS = new HashMap<>();

  private static Graph graph(String model) {
    return GRAPHS.computeIfAbsent(model, name -> Models.build(name, Map.of()));
  }

  private static Stream<String> models() {
    return Golden.csv("unet_totals.csv").stream().map(row -> row.get("model"));
  }

  private static Map<String, String> totals(String model) {
    return rows("unet_totals.csv", model).get(0);
  }

  private static List<Map<String, String>> rows(String file, String model) {
    return Golden.csv(file).stream().filter(row -> row.get("model").equals(model)).toList();
  }

  private static List<Map<String, String>> blocks(String model) {
    return Golden.csv("unet_" + model.replace("-unet", "").replace('-', '_') + "_blocks.csv");
  }

  private static long number(Map<String, String> row, String column) {
    return Long.parseLong(row.get(column));
  }

  @ParameterizedTest
  @MethodSource("models")
  void inputsAreOfTheTrace(String model) {
    Map<String, String> golden = totals(model);
    Map<String, String> shapes =
        graph(model).inputs().stream()
            .collect(Collectors.toMap(v -> v.name(), v -> v.type().shape().toString()));
    assertThat(shapes)
        .containsEntry("sample", "1x4x" + golden.get("latent") + "x" + golden.get("latent"))
        .containsEntry(
            "encoder_hidden_states", "1x" + golden.get("text") + "x" + golden.get("text_features"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void totalsAreOfTheTrace(String model) {
    Map<String, String> golden = totals(model);
    Graph graph = graph(model);
    assertThat(graph.parameterCount()).isEqualTo(number(golden, "params"));
    assertThat(graph.macs()).isEqualTo(number(golden, "macs"));
    assertThat(macs(graph, Convolution.class)).isEqualTo(number(golden, "conv_macs"));
    assertThat(macs(graph, Linear.class)).isEqualTo(number(golden, "linear_macs"));
    assertThat(macs(graph, Attention.class)).isEqualTo(number(golden, "attention_macs"));
  }

  private static long macs(Graph graph, Class<? extends Operation> kind) {
    return graph.nodes().stream()
        .filter(node -> kind.isInstance(node.op()))
        .mapToLong(Node::macs)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyBlockIsOfTheTraceInItsOrder(String model) {
    Map<String, List<Node>> built =
        graph(model).nodes().stream()
            .collect(Collectors.groupingBy(Node::block, LinkedHashMap::new, Collectors.toList()));
    List<String> golden =
        blocks(model).stream()
            .map(row -> row.get("block") + " " + row.get("params") + " " + row.get("macs"))
            .toList();
    assertThat(built.entrySet().stream().map(e -> e.getKey() + " " + work(e.getValue())).toList())
        .isEqualTo(golden);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyStageIsOfTheTrace(String model) {
    for (Map<String, String> golden : rows("unet_stages.csv", model)) {
      String stage = golden.get("stage").replace("centre", "mid_block");
      Predicate<String> inside =
          stage.equals("io/temb")
              ? block -> !block.matches("(down_blocks|mid_block|up_blocks).*")
              : block -> block.equals(stage) || block.startsWith(stage + ".");
      List<Node> nodes =
          graph(model).nodes().stream().filter(node -> inside.test(node.block())).toList();
      assertThat(work(nodes)).isEqualTo(golden.get("params") + " " + golden.get("macs"));
    }
  }

  private static String work(List<Node> nodes) {
    return nodes.stream().mapToLong(Node::parameters).sum()
        + " "
        + nodes.stream().mapToLong(Node::macs).sum();
  }

  @ParameterizedTest
  @MethodSource("models")
  void skipsAndTheirChainsAreOfTheTrace(String model) {
    Graph graph = graph(model);
    List<String> found =
        Skips.of(graph).gaps(Gap.Kind.SKIP).stream()
            .map(
                gap ->
                    String.join(
                        " ",
                        gap.value().name().replaceAll("\\.add$", ""),
                        graph.nodes().get(gap.consumerIndex()).block(),
                        gap.value().type().shape().toString(),
                        "" + gap.chainMacs()))
            .toList();
    List<String> golden =
        rows("unet_skips.csv", model).stream()
            .map(
                row ->
                    String.join(
                        " ",
                        row.get("producer"),
                        row.get("consumer"),
                        row.get("shape"),
                        row.get("recompute_macs")))
            .toList();
    assertThat(golden).hasSize(Integer.parseInt(totals(model).get("skips")));
    assertThat(found).containsExactlyInAnyOrderElementsOf(golden);
  }

  @ParameterizedTest
  @MethodSource("models")
  void parkedSkipsPeakWhereTheTraceDoes(String model) {
    Map<String, String> golden = totals(model);
    Peak peak = Peak.of(graph(model), Liveness.of(graph(model)).parkedSkipElements());
    assertThat(peak.elements()).isEqualTo(number(golden, "skip_peak"));
    assertThat(peak.layer()).startsWith(golden.get("skip_layer"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void activationsPeakWithStoredScoresWhereTheTraceDoes(String model) {
    Map<String, String> golden = totals(model);
    Liveness liveness = Liveness.of(graph(model));
    Peak peak = Peak.of(graph(model), liveness.liveElements(Liveness.Scores.MATERIALIZED));
    assertThat(peak.elements()).isEqualTo(number(golden, "stored_scores_peak"));
    assertThat(peak.layer()).isEqualTo(golden.get("stored_scores_layer"));
  }

  /**
   * The trace stores the GELU of a feed-forward beside the projection and the product; one gated
   * operation does not: it needs what the trace needs with pointwise operations in place.
   */
  @ParameterizedTest
  @MethodSource("models")
  void activationsPeakWithFusedAttentionLacksOnlyTheStoredGelu(String model) {
    Map<String, String> golden = totals(model);
    Graph graph = graph(model);
    ImmutableLongArray live = Liveness.of(graph).liveElements(Liveness.Scores.FUSED);
    Map<String, Long> byLayer = new HashMap<>();
    for (int i = 0; i < live.length(); i++) {
      byLayer.put(graph.nodes().get(i).name(), live.get(i));
    }
    assertThat(byLayer)
        .containsEntry(golden.get("in_place_layer"), number(golden, "in_place_peak"));
    long gelu =
        graph.nodes().stream()
            .filter(node -> node.name().equals(golden.get("fused_layer")))
            .mapToLong(node -> node.output().elements())
            .sum();
    assertThat(byLayer)
        .containsEntry(golden.get("fused_layer"), number(golden, "fused_peak") - gelu);
  }

  /**
   * Attention blocks are left to the test above. Concats are views here and copies in the trace:
   * their own blocks, which hold no parameters, are left out, and where there is no middle block
   * the first concat joins a skip to itself, which the trace then holds a second time.
   */
  @ParameterizedTest
  @MethodSource("models")
  void activationsOfEveryOtherBlockAreOfTheTrace(String model) {
    Graph graph = graph(model);
    ImmutableLongArray live = Liveness.of(graph).liveElements(Liveness.Scores.FUSED);
    Map<String, Long> most = new HashMap<>();
    for (int i = 0; i < live.length(); i++) {
      most.merge(graph.nodes().get(i).block(), live.get(i), Math::max);
    }
    for (Map<String, String> row : blocks(model)) {
      String block = row.get("block");
      if (number(row, "params") > 0 && !block.contains("attentions")) {
        assertThat(most.get(block))
            .as(block)
            .isEqualTo(number(row, "max_live_elems") - joinedToItself(graph, block));
      }
    }
  }

  private static long joinedToItself(Graph graph, String block) {
    return graph.nodes().stream()
        .filter(node -> node.name().equals(block + ".concat"))
        .filter(node -> node.input(0).equals(node.input(1)))
        .mapToLong(node -> node.input(0).elements())
        .sum();
  }

  // MiB at fp16 of activations and the layer's weights; in the trace of SDXL a stored GELU is in
  // it.
  @ParameterizedTest
  @CsvSource({"sd15-unet,71.06", "sd21-unet,71.09", "bk-sdm-small,66.68"})
  void workingSetPeaksWhereTheTraceDoes(String model, double mebibytes) {
    Liveness liveness = Liveness.of(graph(model));
    Peak peak = Peak.of(graph(model), liveness.workingSetElements(Liveness.Scores.FUSED));
    assertThat(peak.elements() * 2 / 1048576.0).isCloseTo(mebibytes, within(0.005));
    assertThat(peak.layer()).isEqualTo("up_blocks.1.resnets.0.conv1");
  }

  @ParameterizedTest
  @MethodSource("models")
  void twoImagesAreTwiceTheWorkOfTheSameParameters(String model) {
    Graph two = Models.build(model, Map.of("batch", "2"));
    assertThat(two.parameterCount()).isEqualTo(graph(model).parameterCount());
    assertThat(two.macs()).isEqualTo(2 * graph(model).macs());
  }

  // A stage halves the latent unless it is the innermost.
  @ParameterizedTest
  @CsvSource({"sd21-unet,60,8", "sdxl-unet,66,4", "bk-sdm-small,4,8", "bk-sdm-tiny,62,4"})
  void latentsThatCannotBeHalvedAreExplained(String model, String latent, int step) {
    assertThatThrownBy(() -> Models.build(model, Map.of("latent", latent)))
        .isInstanceOf(WorkloadException.class)
        .hasMessage(
            "%s: latent=%s; allowed: %d to 512, divisible by %d", model, latent, step, step);
    String least = Integer.toString(step);
    assertThat(Models.build(model, Map.of("latent", least)).outputs().get(0).type().shape())
        .hasToString("1x4x" + least + "x" + least);
  }

  /** The largest number of a curve and the first node at which it is reached. */
  private record Peak(long elements, String layer) {
    static Peak of(Graph graph, ImmutableLongArray curve) {
      int best = 0;
      for (int i = 1; i < curve.length(); i++) {
        best = curve.get(i) > curve.get(best) ? i : best;
      }
      return new Peak(curve.get(best), graph.nodes().get(best).name());
    }
  }
}
