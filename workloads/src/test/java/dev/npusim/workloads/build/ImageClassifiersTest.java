package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.Workloads;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models that say what is in an image. */
class ImageClassifiersTest {
  // torchvision's counts and FlopCounterMode's MACs; folded: floats of the exported file without
  // the two bounds of MobileNetV2's clips.
  @ParameterizedTest
  @CsvSource({
    "resnet-50,kept,25557032,4089184256",
    "resnet-50,folded,25530472,4089184256",
    "mobilenet-v2,kept,3504872,300774272",
    "mobilenet-v2,folded,3487816,300774272",
  })
  void normsAreKeptOrFolded(String model, String norms, long parameters, long macs) {
    Graph graph = Models.build(model, Map.of("norms", norms));
    assertThat(graph.parameterCount()).isEqualTo(parameters);
    assertThat(graph.macs()).isEqualTo(macs);
    assertThat(graph.nodes())
        .filteredOn(node -> node.op().kind().equals("batch_norm"))
        .hasSize(norms.equals("folded") ? 0 : convolutions(graph));
  }

  private static int convolutions(Graph graph) {
    return (int) graph.nodes().stream().filter(node -> node.op() instanceof Convolution).count();
  }

  // Running means and variances, which training does not learn: torch's floating-point buffers.
  @ParameterizedTest
  @CsvSource({"resnet-50,53120", "mobilenet-v2,34112"})
  void statisticsOfNormsAreConstants(String model, long buffers) {
    Graph graph = Models.build(model, Map.of("norms", "kept"));
    assertThat(
            graph.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .filter(value -> value.kind() == Value.Kind.CONSTANT)
                .mapToLong(Value::elements)
                .sum())
        .isEqualTo(buffers);
  }

  @ParameterizedTest
  @CsvSource({"resnet-50,resnet50.onnx", "mobilenet-v2,mobilenet_v2.onnx"})
  void theFileHoldsTheBuiltModel(String model, String file) {
    Graph built = Models.build(model, Map.of());
    Graph imported = Workloads.load(Golden.model(file).toString(), Map.of()).graph();
    assertThat(operations(built)).isEqualTo(operations(imported));
    assertThat(names(built)).isEqualTo(names(imported));
    assertThat(built.parameterCount()).isEqualTo(imported.parameterCount());
  }

  /** What every node does to what, and how much of it is learned. */
  private static List<String> operations(Graph graph) {
    return graph.nodes().stream()
        .map(
            node ->
                String.join(
                    " ",
                    node.op() instanceof Unary unary ? unary.kind() : node.op().toString(),
                    node.input(0).type().toString(),
                    "" + node.parameters(),
                    "" + node.macs()))
        .toList();
  }

  private static List<String> names(Graph graph) {
    return contractions(graph, node -> true).stream().map(Node::name).toList();
  }

  private static List<Node> contractions(Graph graph, Predicate<Node> which) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Contraction)
        .filter(which)
        .toList();
  }

  // Trace of torchvision's vit_b_16; the linear layers without the head.
  @Test
  void visionTransformerIsOfTheTrace() {
    Graph graph = Models.build("vit-b-16", Map.of());
    assertThat(graph.parameterCount()).isEqualTo(86_567_656);
    assertThat(graph.macs()).isEqualTo(17_563_828_224L);
    assertThat(macs(graph, node -> node.op() instanceof Convolution)).isEqualTo(115_605_504);
    assertThat(macs(graph, node -> node.op() instanceof Attention)).isEqualTo(715_327_488);
    assertThat(macs(graph, node -> node.name().equals("heads.head"))).isEqualTo(768_000);
    assertThat(
            macs(graph, node -> node.op().kind().equals("linear") && !node.block().equals("heads")))
        .isEqualTo(16_732_127_232L);
  }

  private static long macs(Graph graph, Predicate<Node> which) {
    return contractions(graph, which).stream().mapToLong(Node::macs).sum();
  }

  @Test
  void theFileHoldsTheContractionsOfTheVisionTransformer() {
    Graph imported = Workloads.load(Golden.model("vit_b_16.onnx").toString(), Map.of()).graph();
    assertThat(work(Models.build("vit-b-16", Map.of()))).isEqualTo(work(imported));
  }

  private static List<String> work(Graph graph) {
    return contractions(graph, node -> true).stream()
        .map(node -> node.op().kind() + " " + node.parameters() + " " + node.macs())
        .toList();
  }

  // All images share the one class token.
  @ParameterizedTest
  @CsvSource({"vit-b-16", "resnet-50", "mobilenet-v2"})
  void threeImagesAreThriceTheWorkOfTheSameParameters(String model) {
    Graph one = Models.build(model, Map.of());
    Graph three = Models.build(model, Map.of("batch", "3"));
    assertThat(three.macs()).isEqualTo(3 * one.macs());
    assertThat(three.parameterCount()).isEqualTo(one.parameterCount());
    assertThat(three.outputs().get(0).type().shape()).hasToString("3x1000");
  }

  // Twice the extents: four times the convolutions, the same last layer.
  @ParameterizedTest
  @CsvSource({"resnet-50,4087136256,2048000", "mobilenet-v2,299494272,1280000"})
  void convolutionsScaleWithTheImage(String model, long convolutions, long head) {
    Graph graph = Models.build(model, Map.of("image", "448"));
    assertThat(graph.macs()).isEqualTo(4 * convolutions + head);
  }

  @Test
  void badOptionsAreExplained() {
    assertThatThrownBy(() -> Models.build("resnet-50", Map.of("image", "200")))
        .isInstanceOf(WorkloadException.class)
        .hasMessage("resnet-50: image=200; allowed: 32 to 2048, divisible by 32");
    assertThatThrownBy(() -> Models.build("mobilenet-v2", Map.of("norms", "fold")))
        .isInstanceOf(WorkloadException.class)
        .hasMessage("mobilenet-v2: norms=fold; allowed: folded or kept");
  }
}
