package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.DataType;
import dev.npusim.ir.op.Contraction;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantization changes neither the work of a model nor its parameters. */
class QuantizedExportTest {
  static List<ExportedModel> models() {
    return SmallExports.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void hasTheWorkAndParametersOfTheModelItWasMadeFrom(ExportedModel model) {
    Workload plain = model.load(model.filled());
    Workload quantized = model.load(QuantizedExport.of(model.filled()));
    assertThat(quantized.graph().macs()).isEqualTo(plain.graph().macs());
    assertThat(quantized.parameters()).isEqualTo(plain.parameters());
    assertThat(quantized.coverage()).noneMatch(row -> row.fate() == Coverage.Fate.DEAD);
    long weights =
        quantized.graph().nodes().stream()
            .filter(node -> node.op() instanceof Contraction && node.inputs().size() > 1)
            .map(node -> node.input(1).type().dataType())
            .filter(type -> type == DataType.INT8)
            .count();
    assertThat(weights).isEqualTo(model.products());
  }
}
