package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.Workloads;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightContentsTest {
  /** Weights of products are stored turned, everything else as it is in the file. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny_unet.onnx", "tiny_mlp.onnx", "tiny_cnn_dw.onnx"})
  void everyParameterHasTheNumbersOfTheFile(String name) throws IOException {
    Path file = Golden.model(name);
    GraphProto source = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
    Set<String> turned = turnedByProducts(source.getNodeList());
    Map<String, double[]> expected = new HashMap<>();
    for (TensorProto tensor : source.getInitializerList()) {
      if (tensor.getDataType() == 1) {
        double[] numbers = floats(tensor);
        boolean turns = turned.contains(tensor.getName());
        expected.put(
            tensor.getName(),
            turns ? turned(numbers, (int) tensor.getDims(0), (int) tensor.getDims(1)) : numbers);
      }
    }
    Workload workload = Workloads.load(file.toString(), Map.of());
    List<Value> parameters = workload.graph().parameters();
    assertThat(parameters).hasSizeGreaterThan(5);
    for (Value parameter : parameters) {
      String origin = parameter.name().replaceAll(":.*", "");
      assertThat(workload.contents().apply(parameter).orElseThrow())
          .describedAs(parameter.name())
          .isEqualTo(expected.get(origin));
    }
  }

  private static Set<String> turnedByProducts(Collection<NodeProto> nodes) {
    return nodes.stream()
        .filter(
            node ->
                node.getOpType().equals("MatMul")
                    || (node.getOpType().equals("Gemm")
                        && node.getAttributeList().stream()
                            .noneMatch(a -> a.getName().equals("transB") && a.getI() == 1)))
        .map(node -> node.getInput(1))
        .collect(Collectors.toSet());
  }

  private static double[] floats(TensorProto tensor) {
    var raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] numbers = new float[raw.remaining() / 4];
    raw.asFloatBuffer().get(numbers);
    double[] wide = new double[numbers.length];
    Arrays.setAll(wide, i -> numbers[i]);
    return wide;
  }

  private static double[] turned(double[] numbers, int rows, int columns) {
    double[] result = new double[numbers.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = numbers[row * columns + column];
      }
    }
    return result;
  }

  /** A square weight read both ways is two tensors of the same shape. */
  @Test
  void aSquareWeightReadBothWays() {
    Workload workload =
        new ModelText()
            .input("x", 2, 2)
            .matrix("w.weight", 2, 2, 1, 2, 3, 4)
            .node("a = MatMul(x, w.weight)")
            .node("b = Gemm(a, w.weight) transB=1")
            .output("b")
            .load();
    assertThat(weights(workload)).containsExactly(List.of(1., 3., 2., 4.), List.of(1., 2., 3., 4.));
  }

  @Test
  void turnedTwiceIsTheSameTensor() {
    Workload workload =
        new ModelText()
            .input("i", 1, 3)
            .matrix("table.weight", 3, 2, 1, 2, 3, 4, 5, 6)
            .node("t = Transpose(table.weight) perm=1,0")
            .input("x", 1, 2)
            .node("b = MatMul(x, t)")
            .node("c = Gemm(b, table.weight)")
            .node("d = MatMul(c, t)")
            .node("e = Reshape(table.weight, shape)")
            .integers("shape", 2, 3)
            .node("f = MatMul(x, e)")
            .output("d")
            .output("f")
            .load();
    assertThat(weights(workload))
        .containsExactly(
            List.of(1., 2., 3., 4., 5., 6.),
            List.of(1., 3., 5., 2., 4., 6.),
            List.of(1., 4., 2., 5., 3., 6.));
    assertThat(workload.graph().parameters()).hasSize(3);
  }

  @Test
  void absentExternalDataIsAbsent() {
    Workload workload =
        new ModelText()
            .input("x", 2, 2)
            .weight("w.weight", 2, 2)
            .node("a = MatMul(x, w.weight)")
            .output("a")
            .load();
    assertThat(workload.contents().apply(workload.graph().parameters().get(0))).isEmpty();
  }

  /** Numbers of the static operands in the order of first use. */
  private static Collection<List<Double>> weights(Workload workload) {
    Map<String, Value> found = new java.util.LinkedHashMap<>();
    for (Node node : workload.graph().nodes()) {
      node.inputs().stream().filter(Value::isStatic).forEach(v -> found.putIfAbsent(v.name(), v));
    }
    return new LinkedHashSet<>(
        found.values().stream()
            .map(
                value ->
                    Arrays.stream(workload.contents().apply(value).orElseThrow()).boxed().toList())
            .toList());
  }
}
