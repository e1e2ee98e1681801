package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Skips;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.Workloads;
import dev.npusim.workloads.build.Models;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxGoldenTest {
  private static Workload load(String name) {
    return Workloads.load(Golden.model(name).toString(), Map.of());
  }

  // MACs: counted from the files and by torch's FlopCounterMode. Parameters: floats in the file
  // less its constants (helpers of instance norms, attention scales, clip bounds, resize scales,
  // the constants of GELU, rotary tables and masks); torch counts more where batch norms were
  // folded or equal tensors
  // merged.
  @ParameterizedTest
  @CsvSource({
    "sd15_unet.onnx.gz,401636720640,859520964,1634",
    "resnet50.onnx,4089184256,25530472,122",
    "mobilenet_v2.onnx,300774272,3487816,100",
    "tiny_unet.onnx,10442240,116852,149",
    "tiny_cnn_dw.onnx,762176,5194,13",
    "tiny_mlp.onnx,27136,6922,10",
    "tiny_llama.onnx,1703936,118848,129",
    "tiny_cnn_dw_int8qdq.onnx,762176,5194,41",
    "vit_b_16.onnx,17563828224,86567656,524",
    "llama32_1b_prefill128.onnx.gz,159249334272,1235814400,971",
    "llama32_1b_decode_past512.onnx.gz,1269366784,1235814400,1011",
  })
  void macsParametersAndCoverage(String file, long macs, long parameters, int sourceNodes) {
    Workload workload = load(file);
    assertThat(workload.graph().macs()).isEqualTo(macs);
    assertThat(workload.graph().parameterCount()).isEqualTo(parameters);
    assertThat(workload.coverage()).hasSize(sourceNodes);
    assertThat(workload.coverage()).noneMatch(row -> row.fate() == Coverage.Fate.DEAD);
  }

  @ParameterizedTest
  @CsvSource({
    "sd15_unet.onnx.gz",
    "resnet50.onnx",
    "mobilenet_v2.onnx",
    "tiny_unet.onnx",
    "vit_b_16.onnx"
  })
  void noElementMovesWithoutNeed(String file) {
    assertThat(load(file).graph().nodes()).noneMatch(node -> node.op() instanceof Permute);
  }

  /**
   * The same work, contraction by contraction, and the same raised operations: what an exporter
   * took apart is put together again.
   */
  @ParameterizedTest
  @CsvSource({
    "sd15_unet.onnx.gz, sd15-unet, ",
    "vit_b_16.onnx, vit-b-16, ",
    "resnet50.onnx, resnet-50, norms=folded",
    "mobilenet_v2.onnx, mobilenet-v2, norms=folded",
    "llama32_1b_prefill128.onnx.gz, llama-3.2-1b, tokens=128",
    "llama32_1b_decode_past512.onnx.gz, llama-3.2-1b, phase=decode;context=512",
  })
  void aFileIsWhatTheBuilderOfItsModelMakes(String file, String model, @Nullable String options) {
    Graph imported = load(file).graph();
    Graph built = Models.build(model, options(options));
    assertThat(imported.macs()).isEqualTo(built.macs());
    assertThat(imported.parameterCount()).isEqualTo(built.parameterCount());
    assertThat(work(imported)).isEqualTo(work(built));
  }

  private static Map<String, String> options(@Nullable String text) {
    return text == null
        ? Map.of()
        : Arrays.stream(text.split(";"))
            .map(option -> option.split("="))
            .collect(Collectors.toMap(option -> option[0], option -> option[1]));
  }

  /** How many operations there are of each kind that does more than pass elements on. */
  private static Map<String, Long> work(Graph graph) {
    return graph.nodes().stream()
        .filter(
            node ->
                node.macs() > 0
                    || node.op() instanceof Normalization
                    || node.op() instanceof Rope
                    || node.op() instanceof Gated
                    || node.op() instanceof Resize)
        .collect(
            Collectors.groupingBy(
                node -> node.op().kind() + " " + node.macs() + " " + node.parameters(),
                TreeMap::new,
                Collectors.counting()));
  }

  @Test
  void theUnetFromTheFileIsTheBuiltOne() {
    Graph file = load("sd15_unet.onnx.gz").graph();
    Graph built = Models.sd15();
    assertThat(kinds(file)).isEqualTo(kinds(built));
    assertThat(contractions(file)).isEqualTo(contractions(built));
    assertThat(
            file.nodes().stream()
                .filter(node -> !(node.op() instanceof Attention))
                .mapToLong(Node::macs)
                .sum())
        .isEqualTo(338_610_585_600L);
  }

  @Test
  void theUnetFromTheFileHasTheSkipsOfTheBuiltOne() {
    Graph file = load("sd15_unet.onnx.gz").graph();
    assertThat(skips(file)).hasSize(12).isEqualTo(skips(Models.sd15()));
  }

  private static java.util.List<String> skips(Graph graph) {
    return Skips.of(graph).gaps(Gap.Kind.SKIP).stream()
        .map(
            gap -> gap.value().elements() + " " + gap.chainMacs() + " " + gap.chainWeightElements())
        .sorted()
        .toList();
  }

  private static Map<String, Long> kinds(Graph graph) {
    return graph.nodes().stream()
        .filter(
            node ->
                node.op() instanceof Contraction
                    || node.op() instanceof Normalization
                    || node.op() instanceof Gated
                    || node.op().kind().startsWith("resize"))
        .collect(Collectors.groupingBy(n -> n.op().kind(), TreeMap::new, Collectors.counting()));
  }

  /** Name, block and work of every contraction. */
  private static Map<String, String> contractions(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Contraction)
        .collect(
            Collectors.toMap(
                Node::name,
                node -> node.block() + " " + node.macs() + " " + node.parameters(),
                (a, b) -> a,
                TreeMap::new));
  }
}
