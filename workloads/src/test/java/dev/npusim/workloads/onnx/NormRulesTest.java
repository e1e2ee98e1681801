package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisations written in pieces: what is matched, and what looks alike but is not one. */
class NormRulesTest {
  @Nested
  class GroupNorm {
    private ModelText model(double scale, String back) {
      return new ModelText()
          .input("x", 2, 8, 4, 4)
          .integers("split", 0, 4, -1)
          .reals("ones", scale, scale, scale, scale)
          .reals("zeros", 0, 0, 0, 0)
          .integers("back", 2, 8, 4, 4)
          .integers("other", 2, 8, 2, 8)
          .weight("c", 8, 1, 1)
          .weight("b", 8, 1, 1)
          .node("a = Reshape(x, split)")
          .node("n = InstanceNormalization(a, ones, zeros)")
          .node("r = Reshape(n, " + back + ")")
          .node("m = Mul(c, r)")
          .node("y = Add(m, b)")
          .output("y");
    }

    @Test
    void matches() {
      RaisedModel model = RaisedModel.of(model(1, "back"));
      assertThat(model.operation()).isEqualTo(Normalization.group(4));
      assertThat(model.graph().parameterCount()).isEqualTo(16);
    }

    @Test
    void doesNotFire() {
      assertThat(RaisedModel.of(model(2, "back")).kinds())
          .contains("instance_norm")
          .doesNotContain("group_norm");
      assertThat(RaisedModel.of(model(1, "other")).kinds())
          .contains("instance_norm")
          .doesNotContain("group_norm");
    }
  }

  @Nested
  class LayerNorm {
    private ModelText model(String square, String root, String quotient) {
      return model(square, root, quotient, "mean = ReduceMean(x) axes=-1 keepdims=1");
    }

    private ModelText model(String square, String root, String quotient, String mean) {
      return new ModelText()
          .opset(13)
          .input("x", 2, 3, 8)
          .input("z", 2, 3, 8)
          .reals("two", 2)
          .reals("half", 0.5)
          .reals("minusHalf", -0.5)
          .reals("one", 1)
          .reals("epsilon", 1e-6)
          .weight("w", 8)
          .weight("b", 8)
          .node(mean)
          .node("d = Sub(x, mean)")
          .node("d2 = Sub(x, mean)")
          .node("s = " + square)
          .node("v = ReduceMean(s) axes=-1 keepdims=1")
          .node("e = Add(v, epsilon)")
          .node("r = " + root)
          .node("n = " + quotient)
          .node("m = Mul(n, w)")
          .node("y = Add(m, b)")
          .output("y");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "Pow(d, two) | Sqrt(e) | Div(d, r)",
          "Mul(d, d) | Sqrt(e) | Div(d, r)",
          "Pow(d2, two) | Sqrt(e) | Div(d, r)",
          "Pow(d, two) | Pow(e, half) | Div(d, r)",
          "Pow(d, two) | Pow(e, minusHalf) | Mul(d, r)",
        })
    void matches(String square, String root, String quotient) {
      RaisedModel model = RaisedModel.of(model(square, root, quotient));
      assertThat(model.operation()).isEqualTo(Normalization.layer(1e-6));
      assertThat(model.graph().parameterCount()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reciprocal(q)", "Div(one, q)"})
    void matchesAMultiplicationByTheReciprocal(String reciprocal) {
      ModelText text =
          model("Pow(d, two)", "Sqrt(e)", "Identity(d)")
              .node("q = Sqrt(e)")
              .node("i = " + reciprocal)
              .node("t = Mul(i, d)")
              .output("t");
      assertThat(RaisedModel.of(text).kinds()).contains("layer_norm");
    }

    @Test
    void matchesWithoutScaleAndShift() {
      RaisedModel model = RaisedModel.of(model("Pow(d, two)", "Sqrt(e)", "Div(d, r)").output("n"));
      assertThat(model.kinds()).containsExactly("layer_norm", "multiply", "add");
    }

    /** Over the channels of an image, as in ConvNeXt: nothing moves where those lie innermost. */
    @Test
    void matchesAnotherAxis() {
      RaisedModel model =
          RaisedModel.of(
              new ModelText()
                  .opset(13)
                  .input("x", 2, 8, 3, 3)
                  .reals("two", 2)
                  .reals("epsilon", 1e-6)
                  .weight("k", 8, 8, 1, 1)
                  .weight("w", 8, 1, 1)
                  .weight("b", 8, 1, 1)
                  .node("c = Conv(x, k)")
                  .node("mean = ReduceMean(c) axes=1 keepdims=1")
                  .node("d = Sub(c, mean)")
                  .node("s = Pow(d, two)")
                  .node("v = ReduceMean(s) axes=1 keepdims=1")
                  .node("e = Add(v, epsilon)")
                  .node("r = Sqrt(e)")
                  .node("n = Div(d, r)")
                  .node("m = Mul(w, n)")
                  .node("t = Add(m, b)")
                  .node("y = Conv(t, k)")
                  .output("y"));
      assertThat(model.kinds())
          .containsExactly("conv2d", "reshape", "layer_norm", "reshape", "conv2d");
    }

    @Test
    void doesNotFireOnAnotherMean() {
      assertThat(
              RaisedModel.of(
                      model(
                          "Pow(d, two)",
                          "Sqrt(e)",
                          "Div(d, r)",
                          "mean = ReduceMean(z) axes=-1 keepdims=1"))
                  .kinds())
          .doesNotContain("layer_norm");
    }

    @Test
    void doesNotFireOnAnotherAxisOfTheMean() {
      assertThat(
              RaisedModel.of(
                      model(
                          "Pow(d, two)",
                          "Sqrt(e)",
                          "Div(d, r)",
                          "mean = ReduceMean(x) axes=1 keepdims=1"))
                  .kinds())
          .doesNotContain("layer_norm");
    }

    @Test
    void doesNotFireOnAnotherQuotient() {
      assertThat(RaisedModel.of(model("Pow(d, two)", "Sqrt(e)", "Div(x, r)")).kinds())
          .doesNotContain("layer_norm", "rms_norm");
      assertThat(RaisedModel.of(model("Pow(x, two)", "Sqrt(e)", "Div(d, r)")).kinds())
          .doesNotContain("layer_norm", "rms_norm");
    }
  }

  @Nested
  class RmsNorm {
    private ModelText model(String quotient, String scaled) {
      return new ModelText()
          .opset(13)
          .input("x", 2, 3, 8)
          .reals("two", 2)
          .reals("one", 1)
          .reals("epsilon", 1e-5)
          .weight("model.norm.weight", 8)
          .node("s = Pow(x, two)")
          .node("v = ReduceMean(s) axes=-1 keepdims=1")
          .node("e = Add(v, epsilon)")
          .node("q = Sqrt(e)")
          .node("r = Reciprocal(q)")
          .node("n = " + quotient)
          .node("w1 = Add(model.norm.weight, one)")
          .node("y = " + scaled)
          .output("y");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "Mul(x, r) | Mul(n, model.norm.weight)",
          "Mul(r, x) | Mul(model.norm.weight, n)",
          "Div(x, q) | Mul(n, model.norm.weight)",
          "Mul(x, r) | Mul(n, w1)",
        })
    void matches(String quotient, String scaled) {
      RaisedModel model = RaisedModel.of(model(quotient, scaled));
      assertThat(model.operation()).isEqualTo(Normalization.rms(1e-5));
      assertThat(model.graph().parameterCount()).isEqualTo(8);
    }

    @Test
    void matchesWithoutScale() {
      assertThat(RaisedModel.of(model("Mul(x, r)", "Identity(n)")).operation())
          .isEqualTo(Normalization.rms(1e-5));
    }

    @Test
    void doesNotFire() {
      assertThat(RaisedModel.of(model("Mul(s, r)", "Mul(n, model.norm.weight)")).kinds())
          .doesNotContain("rms_norm");
      assertThat(RaisedModel.of(model("Div(q, x)", "Mul(n, model.norm.weight)")).kinds())
          .doesNotContain("rms_norm");
    }
  }

  @Nested
  class Affine {
    private Graph graph(String scale) {
      return RaisedModel.of(
              new ModelText()
                  .opset(17)
                  .input("x", 2, 8, 8)
                  .weight("ones", 8)
                  .weight("w", 8)
                  .weight("column", 8, 1)
                  .weight("whole", 8, 8)
                  .node("n = InstanceNormalization(x, ones, w)")
                  .node("l = LayerNormalization(x, ones)")
                  .node("y = " + scale)
                  .output("y"))
          .graph();
    }

    @Test
    void takesAShiftThatFollowsAScale() {
      assertThat(graph("Add(l, w)").nodes()).hasSize(1);
    }

    @Test
    void doesNotFire() {
      assertThat(graph("Add(l, column)").nodes()).hasSize(2);
      assertThat(graph("Add(l, whole)").nodes()).hasSize(2);
      assertThat(graph("Mul(l, w)").nodes()).hasSize(2);
      assertThat(graph("Add(n, w)").nodes()).hasSize(2);
    }

    @Test
    void statisticsOfABatchNormAreNotLearned() {
      Graph graph =
          RaisedModel.of(
                  new ModelText()
                      .input("x", 1, 4, 3, 3)
                      .weight("g", 4)
                      .weight("b", 4)
                      .weight("mean", 4)
                      .reals("variance", 1, 2, 3, 4)
                      .node("y = BatchNormalization(x, g, b, mean, variance)")
                      .output("y"))
              .graph();
      assertThat(graph.parameterCount()).isEqualTo(8);
      assertThat(graph.nodes().get(0).input(4).kind()).isEqualTo(Value.Kind.CONSTANT);
    }
  }
}
