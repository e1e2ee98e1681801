package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stored outputs of every case are what ONNX Runtime computes; with {@code -Dstore} they become
 * it. {@link CaseTable} gives the command.
 */
@Tag("ort")
class OnnxRuntimeTest {
  static List<CaseTable> tables() {
    return CaseTable.all();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void outputsAreThoseOfOnnxRuntime(CaseTable table) {
    Map<String, List<Tensor>> computed = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    for (OperatorCase one : table.cases()) {
      try {
        computed.put(one.text(), run(table.forOnnxRuntime(one)));
      } catch (OrtException e) {
        refused.add(one + ": " + e.getMessage());
      }
    }
    assertThat(refused).isEmpty();
    if (System.getProperty("store") != null) {
      StoredOutputs.write(table.family(), computed);
      return;
    }
    Map<String, List<Tensor>> stored = StoredOutputs.read(table.family());
    assertThat(stored.keySet()).isEqualTo(computed.keySet());
    computed.forEach(
        (text, outputs) -> OutputComparison.assertSame(stored.getOrDefault(text, List.of()), outputs, 0));
  }

  private static List<Tensor> run(OperatorCase one) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      byte[] model = one.model().model().toByteArray();
      try (OrtSession session = environment.createSession(model, options)) {
        for (Map.Entry<String, Tensor> input : one.inputs().entrySet()) {
          inputs.put(input.getKey(), tensor(environment, input.getValue()));
        }
        List<Tensor> outputs = new ArrayList<>();
        try (OrtSession.Result result = session.run(inputs)) {
          for (String name : one.outputs()) {
            outputs.add(tensor((OnnxTensor) result.get(name).orElseThrow()));
          }
        }
        return outputs;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    ElementType type = ElementType.of(tensor.dataType());
    return OnnxTensor.createTensor(
        environment,
        type.encode(tensor.toArray()),
        tensor.shape().dims().toArray(),
        OnnxJavaType.valueOf(type.name()));
  }

  private static Tensor tensor(OnnxTensor tensor) {
    ElementType type = ElementType.valueOf(tensor.getInfo().type.name());
    return new Tensor(
        new TensorType(
            Shape.of(tensor.getInfo().getShape()), type.dataType(), Layout.ROW_MAJOR),
        type.decode(tensor.getByteBuffer()));
  }
}
