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
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.Workloads;
import dev.npusim.workloads.build.Models;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxGoldenTest {
  private static Workload load(String name) {
    return Workloads.load(Golden.model(name).toString(), Map.of());
  }

  // MACs: counted from the files and by torch's FlopCounterMode. Parameters: floats in the file
  // less its constants (helpers of instance norms, attention scales, clip bounds, resize scales,
  // the constants of GELU); torch counts more where batch norms were folded or equal tensors
  // merged.
  @ParameterizedTest
  @CsvSource({
    "sd15_unet.onnx.gz,401636720640,859520964,1634",
    "resnet50.onnx,4089184256,25530472,122",
    "mobilenet_v2.onnx,300774272,3487816,100",
    "tiny_unet.onnx,10442240,116852,149",
    "tiny_cnn_dw.onnx,762176,5194,13",
    "tiny_mlp.onnx,27136,6922,10",
  })
  void macsParametersAndCoverage(String file, long macs, long parameters, int sourceNodes) {
    Workload workload = load(file);
    assertThat(workload.graph().macs()).isEqualTo(macs);
    assertThat(workload.graph().parameterCount()).isEqualTo(parameters);
    assertThat(workload.coverage()).hasSize(sourceNodes);
    assertThat(workload.coverage()).noneMatch(row -> row.fate() == Coverage.Fate.DEAD);
  }

  @ParameterizedTest
  @CsvSource({"sd15_unet.onnx.gz", "resnet50.onnx", "mobilenet_v2.onnx", "tiny_unet.onnx"})
  void noElementMovesWithoutNeed(String file) {
    assertThat(load(file).graph().nodes()).noneMatch(node -> node.op() instanceof Permute);
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
