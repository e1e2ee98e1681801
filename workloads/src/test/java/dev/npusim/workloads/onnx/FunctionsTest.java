package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Softmax;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {
  /** Operations with the shapes they work on. */
  private static List<String> work(ModelText model) {
    return model.load().graph().nodes().stream()
        .map(node -> node.op() + " " + node.types() + " " + node.outputs().get(0).type())
        .toList();
  }

  private static ModelText linear(String line) {
    return new ModelText().node(line).output("y");
  }

  @Test
  void nestedCallsBecomeTheirBodies() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .weight("block.w1.weight", 4, 8)
            .weight("block.w2.weight", 8, 4)
            .function(
                "pkg.nn.Mlp(x, w1, w2)",
                18,
                new ModelText()
                    .node("h = pkg.nn.Layer(x, w1)")
                    .node("y = pkg.nn.Layer(h, w2)")
                    .output("y"))
            .function(
                "pkg.nn.Layer(x, w)",
                18,
                new ModelText().node("h = MatMul(x, w)").node("y = Relu(h)").output("y"))
            .node("h = pkg.nn.Mlp(x, block.w1.weight, block.w2.weight)")
            .node("y = Softmax(h)")
            .output("y");
    ModelText flat =
        new ModelText()
            .input("x", 2, 4)
            .weight("block.w1.weight", 4, 8)
            .weight("block.w2.weight", 8, 4)
            .node("a = MatMul(x, block.w1.weight)")
            .node("b = Relu(a)")
            .node("c = MatMul(b, block.w2.weight)")
            .node("d = Relu(c)")
            .node("y = Softmax(d)")
            .output("y");
    assertThat(work(model)).isEqualTo(work(flat));
    Workload workload = model.load();
    assertThat(workload.graph().parameters())
        .extracting(Value::name)
        .containsExactly("block.w1.weight", "block.w2.weight");
    assertThat(workload.coverage())
        .extracting(Coverage::node)
        .containsExactly("n0/n0/n0", "n0/n0/n1", "n0/n1/n0", "n0/n1/n1", "n1");
  }

  @Test
  void namesInsideDoNotMeetNamesOutside() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .function(
                "f.Twice(a)",
                18,
                new ModelText().node("x = Relu(a)").node("h = Exp(x)").output("h"))
            .node("h = f.Twice(x)")
            .node("z = f.Twice(h)")
            .node("y = Add(x, z)")
            .output("y");
    assertThat(model.load().graph().nodes())
        .extracting(node -> node.op().kind())
        .containsExactly("relu", "exp", "relu", "exp", "add");
    Node sum = model.load().graph().nodes().get(4);
    assertThat(sum.inputs().get(0).kind()).isEqualTo(Value.Kind.INPUT);
  }

  @Test
  void attributesAreTheCallersOrTheDefault() {
    ModelText model =
        new ModelText()
            .input("x", 2, 3, 4)
            .function(
                "f.Turn(a) axis=0",
                18,
                new ModelText().node("y = Concat(a, a) axis=@axis").output("y"))
            .function("f.Pass(a)", 18, new ModelText().node("y = f.Turn(a) axis=@way").output("y"))
            .node("a = f.Turn(x)")
            .node("b = f.Turn(a) axis=1")
            .node("c = f.Pass(b) way=2")
            .node("y = f.Pass(c)")
            .output("y");
    assertThat(model.load().graph().outputs().get(0).type().shape()).hasToString("8x6x8");
  }

  @Test
  void operandsLeftOutAreLeftOutInside() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .weight("w.weight", 4, 4)
            .weight("b.bias", 4)
            .function("f.Linear(x, w, b)", 18, linear("y = Gemm(x, w, b)"))
            .node("h = f.Linear(x, w.weight)")
            .node("y = f.Linear(h, w.weight, b.bias)")
            .output("y");
    assertThat(model.load().graph().nodes())
        .extracting(node -> node.inputs().size())
        .containsExactly(2, 3);
  }

  /** Before version 13 a softmax without an axis meant all axes from 1 on, since then the last. */
  @ParameterizedTest
  @CsvSource({"12,2x12", "13,2x3x4"})
  void everyFunctionHasItsOwnOperatorVersions(long opset, String shape) {
    ModelText model =
        new ModelText()
            .input("x", 2, 3, 4)
            .function("f.Softmax(a)", opset, linear("y = Softmax(a)"))
            .node("y = f.Softmax(x)")
            .output("y");
    assertThat(model.load().graph().nodes())
        .filteredOn(node -> node.op() instanceof Softmax)
        .extracting(node -> node.types().get(0).shape().toString())
        .containsExactly(shape);
  }

  @Test
  void aResultMayBeAnOperandOrUnused() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .function(
                "f.Both(a)",
                18,
                new ModelText().node("b = Relu(a)").output("a").output("b").output("b"))
            .node("same,,y = f.Both(x)")
            .node("z = Exp(same)")
            .output("y")
            .output("z");
    assertThat(model.kinds()).containsExactly("relu", "exp");
  }

  /** As older exporters of PyTorch wrap every operator: asks for the rank, then branches. */
  @Test
  void functionsThatBranchOnShapes() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .function(
                "pkg.onnxscript.torch_lib.aten_relu(self)",
                18,
                new ModelText()
                    .node("flag = pkg.onnxscript.torch_lib.common.IsMatrix(self)")
                    .node("result = If(flag)")
                    .body("then_branch", new ModelText().node("r = Relu(self)").output("r"))
                    .body("else_branch", new ModelText().node("r = Nonsense(self)").output("r"))
                    .output("result"))
            .function(
                "pkg.onnxscript.torch_lib.common.IsMatrix(input)",
                18,
                new ModelText()
                    .node("shape = Shape(input)")
                    .node("zero = Constant() value_int=0")
                    .node("first = Gather(shape, zero)")
                    .node("is = Cast(first) to=9")
                    .output("is"))
            .node("h = pkg.onnxscript.torch_lib.aten_relu(x)")
            .node("y = pkg.onnxscript.torch_lib.aten_relu(h)")
            .output("y");
    assertThat(model.kinds()).containsExactly("relu", "relu");
  }

  @Test
  void recursion() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .function("f.A(a)", 18, linear("y = f.B(a)"))
            .function("f.B(a)", 18, linear("y = f.A(a)"))
            .node("y = f.A(x)")
            .output("y");
    assertThatThrownBy(model::load)
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("function f.A calls itself")
        .hasMessageContaining("function f.A - function f.B - function f.A");
  }

  @Test
  void recursionThroughABranch() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .function(
                "f.A(a)",
                18,
                new ModelText()
                    .node("c = Constant() value_int=1")
                    .node("y = If(c)")
                    .body("then_branch", linear("y = f.A(a)"))
                    .body("else_branch", linear("y = Relu(a)"))
                    .output("y"))
            .node("y = f.A(x)")
            .output("y");
    assertThatThrownBy(model::load)
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("function f.A calls itself");
  }

  @Test
  void growthWithoutEndIsRefused() {
    ModelText model = new ModelText().input("x", 2, 4);
    model.function("f.F0(a)", 18, linear("y = Relu(a)"));
    for (int i = 1; i < 40; i++) {
      String before = "f.F" + (i - 1);
      model.function(
          "f.F" + i + "(a)",
          18,
          new ModelText().node("h = " + before + "(a)").node("y = " + before + "(h)").output("y"));
    }
    assertThatThrownBy(() -> model.node("y = f.F39(x)").output("y").load())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("more than 200000 nodes")
        .hasMessageContaining("f.F39");
  }

  @Test
  void aLongChainOfFunctions() {
    ModelText model = new ModelText().input("x", 2, 4);
    model.function("f.F0(a)", 18, linear("y = Relu(a)"));
    for (int i = 1; i < 5000; i++) {
      model.function("f.F" + i + "(a)", 18, linear("y = f.F" + (i - 1) + "(a)"));
    }
    assertThatThrownBy(() -> model.node("y = f.F4999(x)").output("y").load())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("nested more than");
  }

  @Test
  void tooManyOperandsOrTwoOfAName() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .function("f.A(a)", 18, linear("y = Relu(a)"))
            .node("y = f.A(x, x)")
            .output("y");
    assertThatThrownBy(model::load)
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("node n0: function f.A has 1 inputs and 1 outputs, not 2 and 1");
    assertThatThrownBy(() -> model.function("f.A(a)", 18, linear("y = Exp(a)")).load())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("function f.A is defined twice");
  }
}
