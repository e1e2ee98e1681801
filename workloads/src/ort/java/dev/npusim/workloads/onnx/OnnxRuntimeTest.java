package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.npusim.ir.reference.Tensor;
import java.util.ArrayList;
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
        OperatorCase asked = table.forOnnxRuntime(one);
        byte[] model = asked.model().model().toByteArray();
        computed.put(one.text(), OnnxRuntime.run(model, asked.inputs(), asked.outputs()));
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
}
