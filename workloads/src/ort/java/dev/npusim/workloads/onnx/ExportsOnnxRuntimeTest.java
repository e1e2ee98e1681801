package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import java.io.IOException;
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
    assertSame(model, filled, plain, plain);
  }

  /** The optimiser of ONNX Runtime writes other operators, for the same work and results. */
  @ParameterizedTest
  @MethodSource("models")
  void understandsWhatItsOptimiserWrites(ExportedModel model) throws OrtException, IOException {
    ModelProto filled = model.filled();
    ModelProto optimized = ModelProto.parseFrom(OnnxRuntime.optimized(filled.toByteArray()));
    Workload plain = model.load(filled, List.of());
    Workload fused = model.load(optimized);
    assertThat(fused.graph().macs()).isEqualTo(model.load(filled).graph().macs());
    assertThat(fused.coverage())
        .noneMatch(row -> row.fate() == Coverage.Fate.DEAD)
        .noneMatch(row -> row.fate() == Coverage.Fate.APPROXIMATED);
    assertSame(model, filled, plain, fused);
  }

  /** {@code found} computes what ONNX Runtime makes of {@code file}. */
  private static void assertSame(
      ExportedModel model, ModelProto file, Workload plain, Workload found) throws OrtException {
    Map<String, Tensor> inputs = ExportedModel.inputs(plain);
    List<String> names =
        file.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    List<Tensor> expected = OnnxRuntime.run(file.toByteArray(), model.asked(inputs), names);
    List<Tensor> outputs = RaisedModel.run(found, ExportedModel.taken(found, inputs));
    assertThat(outputs).hasSameSizeAs(expected);
    for (int i = 0; i < outputs.size(); i++) {
      double largest = 1;
      for (double value : expected.get(i).toArray()) {
        largest = Math.max(largest, Math.abs(value));
      }
      Tensor left = KeptCache.left(expected.get(i), outputs.get(i).shape());
      assertThat(outputs.get(i).toArray())
          .as(names.get(i))
          .containsExactly(left.toArray(), Offset.offset(TOLERANCE * largest));
    }
  }
}
