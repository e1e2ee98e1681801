package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.Other;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Coverage.Fate;
import dev.npusim.workloads.LoadOptions;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApproximationsTest {
  @TempDir Path directory;

  private Workload load(ModelText model, Map<String, String> dims) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, model.model().toByteArray());
    return OnnxImporter.load(file, new LoadOptions(ImmutableMap.copyOf(dims), true));
  }

  @Test
  void anUnknownOperatorCostsItsTensorsOnce() throws IOException {
    Workload workload =
        load(
            new ModelText()
                .input("x", 2, 6)
                .weight("w", 6, 5)
                .node("a = Relu(x)")
                .node("b = my.domain.Mystery(a, w)")
                .states("b", 2, 5)
                .node("y = Relu(b)")
                .output("y"),
            Map.of());
    Node mystery = workload.graph().nodes().get(1);
    assertThat(mystery.op()).isInstanceOf(Other.class);
    assertThat(mystery.laneOps()).isEqualTo(2 * 6 + 6 * 5 + 2 * 5);
    assertThat(mystery.macs()).isZero();
    assertThat(mystery.output().type().shape()).hasToString("2x5");
    assertThat(workload.coverage())
        .extracting(Coverage::fate)
        .containsExactly(Fate.COSTED, Fate.APPROXIMATED, Fate.COSTED);
    assertThat(workload.coverage().get(1).reason()).contains("unknown operator", "per element");
  }

  @Test
  void withoutStatedExtentsTheyAreTheFirstInputs() throws IOException {
    Workload workload =
        load(
            new ModelText()
                .input("x", 2, 6)
                .node("y, z = my.domain.Mystery(x)")
                .node("a = Relu(y)")
                .node("b = Relu(z)")
                .output("a")
                .output("b"),
            Map.of());
    assertThat(workload.graph().outputs())
        .extracting(value -> value.type().shape().toString())
        .containsExactly("2x6", "2x6");
  }

  @Test
  void openExtentsAreThoseGiven() throws IOException {
    Workload workload =
        load(
            new ModelText()
                .input("x", "n", 6)
                .node("y = my.domain.Mystery(x)")
                .states("y", "n", 3)
                .node("z = Relu(y)")
                .output("z"),
            Map.of("n", "4"));
    assertThat(workload.graph().outputs().get(0).type().shape()).hasToString("4x3");
  }

  /** How many elements are not zero depends on the data; the file states a bound. */
  @Test
  void aKnownOperatorOfAnOpenExtentSaysWhyItIsApproximated() throws IOException {
    Workload workload =
        load(
            new ModelText()
                .input("x", 8)
                .node("i = NonZero(x)")
                .states("i", 1, 8)
                .node("y = Cast(i) to=1")
                .output("y"),
            Map.of());
    assertThat(workload.coverage().get(0).fate()).isEqualTo(Fate.APPROXIMATED);
    assertThat(workload.coverage().get(0).reason()).contains("depends on the data");
  }

  /** An operator whose work is a formula is listed also where nobody asked for approximations. */
  @Test
  void aFormulaIsListed() {
    Workload workload =
        new ModelText()
            .input("x", 1, 3, 4, 4)
            .input("g", 1, 2, 2, 2)
            .node("y = GridSample(x, g)")
            .output("y")
            .load();
    assertThat(workload.coverage().get(0).fate()).isEqualTo(Fate.APPROXIMATED);
    assertThat(workload.coverage().get(0).reason()).contains("multiply-adds");
  }

  @Test
  void mistakesStayMistakes() {
    assertThatThrownBy(
            () ->
                load(
                    new ModelText()
                        .input("x", 2, 6)
                        .weight("w", 5, 4)
                        .node("y = MatMul(x, w)")
                        .output("y"),
                    Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("operands of 2x6 and 5x4");
  }
}
