package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every small model is raised without a change of its numbers, and every node accounted for. */
class SmallExportsTest {
  static List<ExportedModel> models() {
    return SmallExports.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void computesTheSame(ExportedModel model) {
    Workload workload = model.computesTheSame();
    assertThat(workload.coverage()).hasSize(model.model().getGraph().getNodeCount());
    assertThat(workload.coverage())
        .noneMatch(row -> row.fate() == Coverage.Fate.DEAD)
        .noneMatch(row -> row.fate() == Coverage.Fate.APPROXIMATED);
  }
}
