package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Value;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFlowTest {
  /** Operations with the shapes they work on, in order; names apart. */
  private static List<String> work(ModelText model) {
    return model.load().graph().nodes().stream()
        .map(node -> node.op() + " " + node.types() + " " + node.outputs().get(0).type())
        .toList();
  }

  private static void rejects(ModelText model, String... parts) {
    assertThatThrownBy(model::load)
        .isInstanceOf(WorkloadException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static ModelText branching() {
    return new ModelText()
        .input("x", 2, 4)
        .node("y = If(c)")
        .body("then_branch", new ModelText().node("y = Relu(x)").output("y"))
        .body(
            "else_branch",
            new ModelText().weight("w.weight", 4, 3).node("t = MatMul(x, w.weight)").output("t"))
        .output("y");
  }

  @ParameterizedTest
  @CsvSource({"1,relu,2x4", "0,linear,2x3"})
  void theBranchThatIsTakenReplacesTheIf(int condition, String kind, String shape) {
    Workload workload = branching().scalar("c", condition).load();
    assertThat(workload.graph().nodes()).hasSize(1);
    assertThat(workload.graph().nodes().get(0).op().kind()).isEqualTo(kind);
    assertThat(workload.graph().outputs().get(0).type().shape()).hasToString(shape);
    assertThat(workload.coverage())
        .extracting(Coverage::op)
        .containsExactly("If", condition == 1 ? "Relu" : "MatMul");
    assertThat(workload.coverage().get(0).reason())
        .isEqualTo("its " + (condition == 1 ? "then" : "else") + "_branch stands in its place");
  }

  @Test
  void aConditionWorkedOutFromShapes() {
    ModelText model =
        branching()
            .node("s = Shape(x)")
            .integers("zero", 0)
            .node("d = Gather(s, zero)")
            .integers("two", 2)
            .node("r = Sub(d, two)")
            .node("c = Cast(r) to=9");
    assertThat(model.kinds()).containsExactly("linear");
  }

  @Test
  void aBranchMayJustNameAValueOutside() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .scalar("c", 1)
            .node("a = Relu(x)")
            .node("b = If(c)")
            .body("then_branch", new ModelText().output("a"))
            .body("else_branch", new ModelText().node("z = Exp(x)").output("z"))
            .node("y = Tanh(b)")
            .output("y");
    assertThat(model.kinds()).containsExactly("relu", "tanh");
  }

  /** A sub-graph reads a value whose producer stands behind the node in the file. */
  @Test
  void subgraphsWaitForWhatTheyCapture() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .scalar("c", 1)
            .node("y = If(c)")
            .body(
                "then_branch",
                new ModelText()
                    .scalar("d", 1)
                    .node("i = If(d)")
                    .body("then_branch", new ModelText().node("j = Exp(late)").output("j"))
                    .body("else_branch", new ModelText().output("x"))
                    .output("i"))
            .body("else_branch", new ModelText().output("x"))
            .node("late = Relu(x)")
            .output("y");
    assertThat(model.kinds()).containsExactly("relu", "exp");
  }

  @Test
  void aConditionThatDependsOnData() {
    rejects(
        branching().input("c", 1),
        "node n0 (If): which branch runs depends on data (c)",
        "--dim",
        "simplify the model");
  }

  private static ModelText loop(ModelText body) {
    return new ModelText()
        .input("x", 2, 4)
        .weight("w.weight", 4, 4)
        .node("y,all = Loop(trips, goes, x)")
        .body("body", body)
        .output("y")
        .output("all");
  }

  private static ModelText body() {
    return new ModelText()
        .input("i")
        .input("go")
        .input("state", 2, 4)
        .node("goes_on = Identity(go)")
        .node("h = MatMul(state, w.weight)")
        .node("next = Relu(h)")
        .node("out = Exp(next)")
        .output("goes_on")
        .output("next")
        .output("out");
  }

  @ParameterizedTest
  @ValueSource(longs = {12, 13, 18})
  void aLoopIsUnrolled(long opset) {
    ModelText model = loop(body()).scalar("trips", 3).scalar("goes", 1).opset(opset);
    ModelText flat = new ModelText().input("x", 2, 4).weight("w.weight", 4, 4).opset(opset);
    String state = "x";
    for (int i = 0; i < 3; i++) {
      flat.node("h" + i + " = MatMul(" + state + ", w.weight)")
          .node("s" + i + " = Relu(h" + i + ")")
          .node("e" + i + " = Exp(s" + i + ")");
      state = "s" + i;
    }
    for (int i = 0; i < 3; i++) {
      flat.node("u" + i + " = Reshape(e" + i + ", shape)");
    }
    flat.integers("shape", 1, 2, 4)
        .node("all = Concat(u0, u1, u2) axis=0")
        .output("s2")
        .output("all");
    assertThat(work(model)).isEqualTo(work(flat));
    Workload workload = model.load();
    assertThat(workload.graph().outputs())
        .extracting(value -> value.type().shape().toString())
        .containsExactly("2x4", "3x2x4");
    assertThat(workload.graph().parameters()).extracting(Value::name).containsExactly("w.weight");
    assertThat(workload.coverage().get(0).reason()).isEqualTo("unrolled, its body runs 3 times");
    assertThat(workload.coverage()).hasSize(1 + 3 * 4 + 4);
  }

  @Test
  void constantsOfABodyAreThereOnce() {
    ModelText body =
        new ModelText()
            .input("i")
            .input("go")
            .input("state", 2, 4)
            .matrix("inner.weight", 4, 4, new double[16])
            .node("goes_on = Identity(go)")
            .node("next = MatMul(state, inner.weight)")
            .output("goes_on")
            .output("next");
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .scalar("trips", 5)
            .node("y = Loop(trips, , x)")
            .body("body", body)
            .output("y");
    assertThat(model.load().graph().parameterCount()).isEqualTo(16);
    assertThat(model.kinds()).hasSize(5).containsOnly("linear");
  }

  @Test
  void loopsInLoopsSeeWhatIsAround() {
    ModelText inner =
        new ModelText()
            .input("j")
            .input("go")
            .input("t", 2, 4)
            .node("goes_on = Identity(go)")
            .node("sum = Add(t, state)")
            .node("next = Add(sum, x)")
            .output("goes_on")
            .output("next");
    ModelText outer =
        new ModelText()
            .input("i")
            .input("go")
            .input("state", 2, 4)
            .scalar("four", 4)
            .node("goes_on = Identity(go)")
            .node("next = Loop(four, , state)")
            .body("body", inner)
            .output("goes_on")
            .output("next");
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .scalar("trips", 3)
            .node("y = Loop(trips, , x)")
            .body("body", outer)
            .output("y");
    assertThat(model.kinds()).hasSize(3 * 4 * 2).containsOnly("add");
  }

  @Test
  void aConditionEndsALoop() {
    ModelText body =
        new ModelText()
            .input("i")
            .input("go")
            .input("state", 2, 4)
            .scalar("two", 2)
            .node("rest = Sub(two, i)")
            .node("next = Relu(state)")
            .output("rest")
            .output("next");
    ModelText model =
        new ModelText().input("x", 2, 4).node("y = Loop(, , x)").body("body", body).output("y");
    assertThat(model.kinds()).containsExactly("relu", "relu", "relu");
  }

  @Test
  void aLoopThatNeverRuns() {
    ModelText body = body();
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .weight("w.weight", 4, 4)
            .scalar("trips", 0)
            .node("h = Loop(trips, , x)")
            .body("body", body)
            .node("y = Exp(h)")
            .output("y");
    assertThat(model.kinds()).containsExactly("exp");
    rejects(loop(body()).scalar("trips", 0).scalar("goes", 1), "never runs, so all is empty");
    ModelText unread =
        new ModelText()
            .input("x", 2, 4)
            .weight("w.weight", 4, 4)
            .scalar("trips", 3)
            .scalar("goes", 0)
            .node("h, all = Loop(trips, goes, x)")
            .body("body", body())
            .node("y = Exp(h)")
            .output("y");
    assertThat(unread.kinds()).containsExactly("exp");
  }

  @Test
  void loopsThatCannotBeUnrolled() {
    rejects(
        loop(body()).input("trips", 1).scalar("goes", 1),
        "node n0 (Loop): how often the body runs depends on data (trips)",
        "--dim");
    rejects(
        loop(body()).scalar("trips", 3).input("goes", 1),
        "whether the body runs depends on data (goes)");
    ModelText idle =
        new ModelText()
            .input("i")
            .input("go")
            .input("s", 2, 4)
            .node("a = Identity(s)")
            .node("b = Identity(a)")
            .output("go")
            .output("b");
    rejects(
        new ModelText()
            .input("x", 2, 4)
            .scalar("trips", 1L << 40)
            .node("y = Loop(trips, , x)")
            .body("body", idle)
            .output("y"),
        "more than 200000 nodes",
        "they come from node n0");
    ModelText nothing =
        new ModelText().input("i").input("go").input("s", 2, 4).output("go").output("s");
    rejects(
        new ModelText().input("x", 2, 4).node("y = Loop(, , x)").body("body", nothing).output("y"),
        "more than 200000 times");
    rejects(
        new ModelText().input("x", 2, 4).scalar("c", 1).node("y = If(c)").output("y"),
        "attribute then_branch holds no sub-graph");
    rejects(
        new ModelText()
            .input("x", 2, 4)
            .scalar("trips", 2)
            .node("y = Loop(trips, , x, x)")
            .body("body", body())
            .output("y"),
        "its sub-graph has 3 inputs for 4 values");
  }

  /** A recurrent cell over 5 steps: states stay 2x3, pieces are stacked along axis 1. */
  @Test
  void aScanIsUnrolled() {
    ModelText cell =
        new ModelText()
            .input("h", 2, 3)
            .input("step", 2, 3)
            .node("sum = Add(h, step)")
            .node("next = Tanh(sum)")
            .node("out = Exp(next)")
            .output("next")
            .output("out");
    ModelText model =
        new ModelText()
            .input("x", 2, 5, 3)
            .input("h0", 2, 3)
            .node(
                "last,all = Scan(h0, x) num_scan_inputs=1 scan_input_axes=1, scan_output_axes=1,"
                    + " scan_input_directions=1,")
            .body("body", cell)
            .output("last")
            .output("all");
    Workload workload = model.load();
    assertThat(workload.graph().outputs())
        .extracting(value -> value.type().shape().toString())
        .containsExactly("2x3", "2x5x3");
    assertThat(workload.graph().nodes().stream().filter(n -> n.op().kind().equals("tanh")))
        .hasSize(5);
    assertThat(
            workload.graph().nodes().stream()
                .filter(n -> n.op() instanceof dev.npusim.ir.op.Slice)
                .map(n -> ((dev.npusim.ir.op.Slice) n.op()).start()))
        .containsExactly(4L, 3L, 2L, 1L, 0L);
    rejects(
        new ModelText()
            .input("x", 5, 3)
            .input("z", 4, 3)
            .node("last = Scan(x, z) num_scan_inputs=2")
            .body("body", cell)
            .output("last"),
        "scans over extents of 5 and 4");
  }
}
