package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Workload;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small models of all sorts compute what ONNX Runtime makes of the same file. */
@Tag("ort")
class ExportsOnnxRuntimeTest {
  private static final double TOLERANCE = 1e-4;

  static List<ExportedModel> models() {
    return SmallExports.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void computesWhatOnnxRuntimeComputes(ExportedModel model) throws OrtException {
    ModelProto filled = model.filled();
    Workload plain = model.load(filled, List.of());
    Map<String, Tensor> inputs = ExportedModel.inputs(plain);
    GraphProto graph = filled.getGraph();
    List<String> names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    List<Tensor> expected = OnnxRuntime.run(filled.toByteArray(), model.asked(inputs), names);
    List<Tensor> found = RaisedModel.run(plain, inputs);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      double largest = 1;
      for (double value : expected.get(i).toArray()) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(found.get(i).toArray())
          .as(names.get(i))
          .containsExactly(expected.get(i).toArray(), Offset.offset(TOLERANCE * largest));
    }
  }
}
