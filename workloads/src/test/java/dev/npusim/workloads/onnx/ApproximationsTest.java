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
  void withoutStatedExtentsNothingIsGuessed() {
    assertThatThrownBy(
            () ->
                load(
                    new ModelText()
                        .input("x", 2, 6)
                        .node("y, z = my.domain.Mystery(x)")
                        .states("y", 2, 6)
                        .node("a = Relu(y)")
                        .node("b = Relu(z)")
                        .output("a")
                        .output("b"),
                    Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("node n0 (my.domain.Mystery)")
        .hasMessageContaining("extents of result z (value_info)");
  }

  @Test
  void openExtentsAreAskedFor() {
    ModelText model =
        new ModelText()
            .input("x", 2, 6)
            .node("y = my.domain.Mystery(x)")
            .states("y", "m", 3)
            .node("z = Relu(y)")
            .output("z");
    assertThatThrownBy(() -> load(model, Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("axis 0 of result y has the open extent m")
        .hasMessageContaining("--dim m=VALUE");
  }

  @Test
  void openExtentsOfResultsAloneCanBeGiven() throws IOException {
    ModelText model =
        new ModelText()
            .input("x", 2, 6)
            .node("y = my.domain.Mystery(x)")
            .states("y", "m", 3)
            .states("z", "k", 3)
            .node("z = Relu(y)")
            .output("z");
    assertThat(load(model, Map.of("m", "5")).graph().outputs().get(0).type().shape())
        .hasToString("5x3");
    assertThatThrownBy(() -> load(model, Map.of("m", "0")))
        .hasMessageContaining("--dim m=0: expected a whole number from 1");
    assertThatThrownBy(() -> load(model, Map.of("m", "5", "k", "5")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("--dim k=5")
        .hasMessageContaining("no result of an approximated operator has the extent k");
    assertThatThrownBy(() -> load(model, Map.of("mm", "5"))).hasMessageContaining("mean m?");
    assertThatThrownBy(() -> model.load("m=5")).isInstanceOf(WorkloadException.class);
  }

  /** The first result carries what is read; another one only what it writes. */
  @Test
  void inputsAreReadOnceForAllResults() throws IOException {
    Workload workload =
        load(
            new ModelText()
                .input("x", 2, 6)
                .input("s", 3)
                .node("y, z = my.domain.Mystery(x, s)")
                .states("y", 4, 5)
                .states("z", 7)
                .node("a = Relu(y)")
                .node("b = Relu(z)")
                .output("a")
                .output("b"),
            Map.of());
    assertThat(
            workload.graph().nodes().stream()
                .filter(node -> node.op() instanceof Other)
                .map(Node::laneOps))
        .containsExactly(2L * 6 + 3 + 4 * 5, 3L + 7);
  }

  @Test
  void withoutTheFlagItIsOneErrorWithTheNearestName() {
    assertThatThrownBy(
            () ->
                new ModelText()
                    .input("x", 2, 6)
                    .node("a = Relu(x)")
                    .node("y = com.microsoft.FastGellu(a)")
                    .output("y")
                    .load())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("node n1: operator com.microsoft.FastGellu is not known")
        .hasMessageContaining("nearest names are com.microsoft.FastGelu")
        .hasMessageContaining("--allow-approx");
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
