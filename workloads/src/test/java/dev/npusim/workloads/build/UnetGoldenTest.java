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
    MemoryCurve curve = Liveness.of(graph(model)).parkedSkips(Value::elements);
    Map<String, String> golden = totals(model);
    assertThat(curve.peak().amount()).isEqualTo(number(golden, "skip_peak"));
    assertThat(peakLayer(model, curve)).startsWith(golden.get("skip_layer"));
  }

  @ParameterizedTest
  @CsvSource({"NONE,stored_scores", "ATTENTION,fused"})
  void activationsPeakWhereTheTraceDoes(Fusion fusion, String mode) {
    for (Map<String, String> golden : Golden.csv("unet_totals.csv")) {
      String model = golden.get("model");
      MemoryCurve curve = Liveness.of(graph(model)).liveActivations(fusion, Value::elements);
      assertThat(curve.peak().amount()).as(model).isEqualTo(number(golden, mode + "_peak"));
      assertThat(peakLayer(model, curve)).isEqualTo(golden.get(mode + "_layer"));
    }
  }

  // A feed-forward that stores no GELU needs what the trace does with pointwise operations in
  // place.
  @ParameterizedTest
  @MethodSource("models")
  void fusedGatesNeedWhatTheTraceNeedsInPlace(String model) {
    Map<String, String> golden = totals(model);
    long[] live =
        Liveness.of(graph(model))
            .liveActivations(Fusion.ATTENTION_AND_GATES, Value::elements)
            .amounts()
            .toArray();
    int position =
        graph(model).nodes().stream()
            .map(Node::name)
            .toList()
            .indexOf(golden.get("in_place_layer"));
    assertThat(live[position]).isEqualTo(number(golden, "in_place_peak"));
  }

  /**
   * Concats are views here and copies in the trace: their own blocks, which hold no parameters, are
   * left out, and where there is no middle block the first concat joins a skip to itself, which the
   * trace then holds a second time.
   */
  @ParameterizedTest
  @MethodSource("models")
  void activationsOfEveryBlockAreOfTheTrace(String model) {
    Graph graph = graph(model);
    long[] live =
        Liveness.of(graph).liveActivations(Fusion.ATTENTION, Value::elements).amounts().toArray();
    Map<String, Long> most = new HashMap<>();
    for (int i = 0; i < live.length; i++) {
      most.merge(graph.nodes().get(i).block(), live[i], Math::max);
    }
    for (Map<String, String> row : blocks(model)) {
      String block = row.get("block");
      if (number(row, "params") > 0) {
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

  // MiB at fp16 of activations and the layer's weights.
  @ParameterizedTest
  @CsvSource({
    "sd15-unet,71.06,up_blocks.1.resnets.0.conv1",
    "sd21-unet,71.09,up_blocks.1.resnets.0.conv1",
    "sdxl-unet,127.8,down_blocks.1.attentions.1.transformer_blocks.0.ff.net.0",
    "bk-sdm-small,66.68,up_blocks.1.resnets.0.conv1",
  })
  void workingSetPeaksWhereTheTraceDoes(String model, double mebibytes, String layer) {
    MemoryCurve curve = Liveness.of(graph(model)).workingSet(Fusion.ATTENTION, Value::elements);
    assertThat(curve.peak().amount() * 2 / 1048576.0).isCloseTo(mebibytes, within(0.005));
    assertThat(peakLayer(model, curve)).isEqualTo(layer);
  }

  private static String peakLayer(String model, MemoryCurve curve) {
    return graph(model).nodes().get(curve.peak().position()).name();
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
}
