package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Coverage.Fate;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that compute little or nothing are models all the same. */
class WorklessModelsTest {
  private static Workload load(String text) {
    return OperatorCase.of(18, text).model().load();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x float[2,3]; y = Identity(x)",
        "x float[2,6]; s = int64{3,4}; y = Reshape(x, s)",
        "x float[2,3]; y = Dropout(x)",
        "x float[1,6]; y = Transpose(x)",
        "x float[2,3]; y = Concat(x, x) axis=1",
        "x float[2,6]; y, z = Split(x) axis=1 num_outputs=2",
        "v float; y = Identity(v)",
        "x float[1,1]; s = int64{}[0]; y = Reshape(x, s)",
      })
  void viewsCostNothing(String text) {
    Graph graph = load(text).graph();
    assertThat(graph.outputs()).isNotEmpty();
    assertThat(graph.nodes()).allMatch(node -> node.op() instanceof View);
    assertThat(graph.macs()).isZero();
    assertThat(graph.nodes()).allMatch(node -> node.laneOps() == 0);
  }

  @Test
  void anInputThatIsAnOutputIsSaidToBeOne() {
    Workload workload = load("x float[2,3]; y = Identity(x)");
    assertThat(workload.graph().nodes()).isEmpty();
    assertThat(workload.notes())
        .containsExactly("Output y is input x itself: nothing is computed.");
    assertThat(workload.coverage()).extracting(node -> node.fate()).containsExactly(Fate.VIEW);
    Value x = workload.graph().inputs().get(0);
    Tensor given = new Tensor(x.type(), new double[] {1, 2, 3, 4, 5, 6});
    Map<String, Tensor> left =
        Executor.run(workload.graph(), workload.contents(), Map.of("x", given));
    assertThat(left.get("x").toArray()).isEqualTo(given.toArray());
  }

  @Test
  void aViewBesideWork() {
    Workload workload = load("x float[2,3]; y = Identity(x); z = Relu(x); w = Identity(z)");
    assertThat(workload.graph().outputs()).extracting(Value::name).hasSize(2).contains("x");
  }

  @Test
  void aConstantOutputBesideWorkIsSaidToBeOne() {
    Workload workload = load("x float[2,3]; s = Shape(x); z = Relu(x)");
    assertThat(workload.graph().outputs()).hasSize(1);
    assertThat(workload.notes())
        .containsExactly("Output s is the same in every run: it is stored, not computed.");
    assertThat(workload.coverage())
        .extracting(node -> node.fate())
        .containsExactly(Fate.CONSTANT, Fate.COSTED);
  }

  @Test
  void onlyConstantOutputs() {
    assertThatThrownBy(() -> load("x float[2,3]; s = Shape(x); n = Size(x)"))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("every output (s, n) is the same in every run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"y = ReduceSum(x) keepdims=0", "s = ReduceMax(x) keepdims=0; y = Neg(s)"})
  void scalarOutputs(String nodes) {
    Graph graph = load("x float[2,3]; " + nodes).graph();
    assertThat(graph.outputs().get(0).type().shape().rank()).isZero();
    assertThat(graph.nodes()).isNotEmpty();
  }
}
