package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.op.Permute;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorsTest {
  private static String shape(ModelText model) {
    return model.output("y").load().graph().outputs().get(0).type().shape().toString();
  }

  /** As the legacy exporter writes a reshape: extents computed from the input's own. */
  @Test
  void extentArithmeticIsComputedBeforeTheRun() {
    Workload workload =
        new ModelText()
            .input("x", 2, 3, 8)
            .scalar("zero", 0)
            .scalar("two", 2)
            .integers("at0", 0)
            .integers("minus", -1)
            .node("s = Shape(x)")
            .node("b = Gather(s, zero)")
            .node("c = Gather(s, two)")
            .node("h = Div(c, two)")
            .node("b1 = Unsqueeze(b, at0)")
            .node("h1 = Unsqueeze(h, at0)")
            .node("dims = Concat(b1, minus, h1) axis=0")
            .node("r = Reshape(x, dims)")
            .node("y = Relu(r)")
            .output("y")
            .load();
    assertThat(workload.graph().outputs().get(0).type().shape()).hasToString("2x6x4");
    assertThat(workload.coverage().stream().map(Coverage::fate))
        .startsWith(Coverage.Fate.CONSTANT, Coverage.Fate.CONSTANT)
        .endsWith(Coverage.Fate.VIEW, Coverage.Fate.COSTED);
  }

  @ParameterizedTest
  @CsvSource({
    "Transpose(x) perm=0;2;3;1,1x5x6x8",
    "Flatten(x) axis=1,1x240",
    "GlobalAveragePool(x),1x8x1x1",
    "MaxPool(x) kernel_shape=2;2 strides=2;2,1x8x2x3",
    "MaxPool(x) kernel_shape=2;2 strides=2;2 ceil_mode=1,1x8x3x3",
    "AveragePool(x) kernel_shape=3;3 auto_pad=SAME_UPPER strides=2;2,1x8x3x3",
    "ReduceMean(x) keepdims=0,scalar",
    "Softmax(x) axis=1,1x8x5x6",
    "Clip(x),1x8x5x6",
    "Gelu(x),1x8x5x6",
  })
  void shapesOf(String call, String expected) {
    String line = "y = " + call.replace(';', ',');
    assertThat(shape(new ModelText().input("x", 1, 8, 5, 6).node(line))).isEqualTo(expected);
  }

  /** Channels-last storage: flattening C,H,W in logical order moves elements unless H = W = 1. */
  @Test
  void flatteningAnImageMovesElements() {
    ModelText model =
        new ModelText()
            .input("x", 1, 3, 8, 8)
            .weight("c.weight", 4, 3, 3, 3)
            .weight("f.weight", 10, 144)
            .node("a = Conv(x, c.weight)")
            .node("b = Flatten(a)")
            .node("y = Gemm(b, f.weight) transB=1")
            .output("y");
    Graph graph = model.load().graph();
    assertThat(graph.nodes().stream().filter(node -> node.op() instanceof Permute)).hasSize(1);
    assertThat(graph.macs()).isEqualTo(36 * 4 * 27 + 1440);
  }

  @Test
  void onlyWhatIsLearnedIsAParameter() {
    Graph graph =
        new ModelText()
            .input("x", 1, 4, 8)
            .weight("frequencies", 1, 4, 8)
            .weight("encoder.position", 1, 4, 8)
            .weight("w", 8, 8)
            .reals("scale", 0.5)
            .node("a = Mul(x, frequencies)")
            .node("b = Add(a, encoder.position)")
            .node("c = Mul(b, scale)")
            .node("y = MatMul(c, w)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.parameterCount()).isEqualTo(32 + 64);
  }

  @Test
  void aSharedMatrixCountsOnceThoughOneReaderTransposesIt() {
    Graph graph =
        new ModelText()
            .input("x", 1, 4, 8)
            .weight("w", 8, 8)
            .node("t = Transpose(w) perm=1,0")
            .node("a = MatMul(x, t)")
            .node("b = MatMul(a, t)")
            .node("y = Relu(b)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.parameterCount()).isEqualTo(64);
  }

  /** A warm import of the SD 1.5 U-Net; the limit is for a cold one. */
  @Test
  void importIsFast() {
    // Of the processor: other tests run at the same time.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int run = 0; run < 3; run++) {
      long start = threads.getCurrentThreadCpuTime();
      OnnxImporter.load(dev.npusim.workloads.Golden.model("sd15_unet.onnx.gz"), java.util.Map.of());
      best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
    }
    assertThat(best).isLessThan(1_500_000_000L);
  }
}
