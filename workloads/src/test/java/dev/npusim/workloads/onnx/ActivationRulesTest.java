package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Unary;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations written in pieces, gates made of them, and softmax. */
class ActivationRulesTest {
  /** {@code y} from {@code x} of 2 x 4, in steps separated by semicolons. */
  private static ModelText steps(String steps) {
    ModelText text =
        new ModelText()
            .opset(18)
            .input("x", 2, 4)
            .input("z", 2, 4)
            .reals("half", 0.5)
            .reals("quarter", 0.25)
            .reals("one", 1)
            .reals("two", 2)
            .reals("three", 3)
            .reals("six", 6)
            .reals("zero", 0)
            .reals("root2", Math.sqrt(2))
            .reals("root0.5", Math.sqrt(0.5))
            .reals("cubic", 0.044715)
            .reals("root2/pi", Math.sqrt(2 / Math.PI))
            .reals("quick", 1.702)
            .integers("last", -1);
    for (String step : steps.split(";")) {
      text.node(step.trim());
    }
    return text.output("y");
  }

  private static List<String> kinds(String steps) {
    return RaisedModel.of(steps(steps), RaisedModel.ROUNDED_CONSTANTS).kinds();
  }

  @Nested
  class Gelu {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "d = Div(x, root2); e = Erf(d); p = Add(one, e); h = Mul(half, p); y = Mul(x, h)",
          "d = Div(x, root2); e = Erf(d); p = Add(e, one); h = Mul(x, p); y = Mul(h, half)",
          "d = Mul(x, root0.5); e = Erf(d); p = Add(e, one); h = Mul(x, half); y = Mul(h, p)",
          "d = Mul(x, root0.5); e = Erf(d); p = Add(e, one); h = Mul(x, p); y = Div(h, two)",
        })
    void matchesTheErrorFunction(String steps) {
      assertThat(kinds(steps)).containsExactly("gelu");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "c = Pow(x, three); k = Mul(c, cubic); s = Add(x, k); r = Mul(root2/pi, s);"
              + "t = Tanh(r); p = Add(one, t); h = Mul(x, half); y = Mul(h, p)",
          "q = Mul(x, x); c = Mul(q, x); k = Mul(cubic, c); s = Add(k, x); r = Mul(s, root2/pi);"
              + "t = Tanh(r); p = Add(t, one); h = Mul(half, p); y = Mul(x, h)",
          "q = Pow(x, two); k = Mul(q, cubic); s = Add(one, k); a = Mul(x, root2/pi);"
              + "r = Mul(a, s); t = Tanh(r); p = Add(t, one); h = Mul(x, half); y = Mul(h, p)",
        })
    void matchesTheTangent(String steps) {
      assertThat(kinds(steps)).containsExactly("gelu_tanh");
    }

    @Test
    void matchesTheSigmoid() {
      assertThat(kinds("a = Mul(x, quick); s = Sigmoid(a); y = Mul(x, s)"))
          .containsExactly("quick_gelu");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "d = Div(x, root2); e = Erf(d); p = Add(e, one); h = Mul(quarter, p); y = Mul(x, h)",
          "d = Div(x, two); e = Erf(d); p = Add(e, one); h = Mul(half, p); y = Mul(x, h)",
          "d = Div(x, root2); e = Erf(d); p = Add(e, one); h = Mul(half, p); y = Mul(z, h)",
          "c = Pow(x, three); k = Mul(c, half); s = Add(x, k); r = Mul(root2/pi, s);"
              + "t = Tanh(r); p = Add(one, t); h = Mul(x, half); y = Mul(h, p)",
          "a = Mul(x, two); s = Sigmoid(a); y = Mul(x, s)",
        })
    void doesNotFire(String steps) {
      assertThat(kinds(steps))
          .doesNotContain("gelu", "gelu_tanh", "quick_gelu", "silu")
          .containsAnyOf("erf", "tanh", "sigmoid");
    }
  }

  @Nested
  class Silu {
    @Test
    void matches() {
      assertThat(kinds("s = Sigmoid(x); y = Mul(s, x)")).containsExactly("silu");
    }

    @Test
    void doesNotFire() {
      assertThat(kinds("s = Sigmoid(x); y = Mul(s, z)")).containsExactly("sigmoid", "multiply");
    }

    @Test
    void keepsASigmoidThatSomethingElseReads() {
      assertThat(RaisedModel.of(steps("s = Sigmoid(x); y = Mul(s, x)").output("s")).kinds())
          .containsExactly("sigmoid", "silu");
    }

    /** With two projections the gate is an activation of its own, as in the built-in models. */
    @Test
    void gatesAnotherTensor() {
      assertThat(kinds("s = Sigmoid(x); g = Mul(x, s); y = Mul(g, z)"))
          .containsExactly("silu", "multiply");
    }
  }

  @Nested
  class Mish {
    @ParameterizedTest
    @ValueSource(strings = {"Softplus(x)", "Log(p)"})
    void matches(String softplus) {
      assertThat(
              kinds(
                  "e = Exp(x); p = Add(e, one); s = " + softplus + "; t = Tanh(s); y = Mul(x, t)"))
          .containsExactly("mish");
    }

    @Test
    void doesNotFire() {
      assertThat(kinds("e = Exp(x); p = Add(e, two); s = Log(p); t = Tanh(s); y = Mul(x, t)"))
          .doesNotContain("mish", "softplus");
      assertThat(kinds("s = Softplus(z); t = Tanh(s); y = Mul(x, t)"))
          .containsExactly("softplus", "tanh", "multiply");
    }
  }

  @Nested
  class HardSwish {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "a = Add(x, three); c = Clip(a, zero, six); m = Mul(x, c); y = Div(m, six)",
          "a = Add(x, three); c = Clip(a, zero, six); d = Div(c, six); y = Mul(d, x)",
          "h = HardSigmoid(x) alpha=0.16666667 beta=0.5; y = Mul(x, h)",
        })
    void matches(String steps) {
      assertThat(kinds(steps)).containsExactly("hard_swish");
    }

    @Test
    void matchesItsGateAlone() {
      assertThat(kinds("a = Add(x, three); c = Clip(a, zero, six); y = Div(c, six)"))
          .containsExactly("hard_sigmoid");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a = Add(x, two); c = Clip(a, zero, six); m = Mul(x, c); y = Div(m, six)",
          "a = Add(x, three); c = Clip(a, zero, three); m = Mul(x, c); y = Div(m, six)",
          "h = HardSigmoid(x) alpha=0.2 beta=0.5; y = Mul(x, h)",
        })
    void doesNotFire(String steps) {
      assertThat(kinds(steps)).doesNotContain("hard_swish");
    }
  }

  @Nested
  class SoftmaxOverAnAxis {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "m = ReduceMax(x, last); d = Sub(x, m); e = Exp(d); s = ReduceSum(e, last); y = Div(e, s)",
          "e = Exp(x); s = ReduceSum(e, last); y = Div(e, s)",
        })
    void matches(String steps) {
      assertThat(kinds(steps)).containsExactly("softmax");
    }

    @Test
    void matchesItsLogarithm() {
      assertThat(
              kinds(
                  "m = ReduceMax(x, last); d = Sub(x, m); e = Exp(d);"
                      + "s = ReduceSum(e, last); l = Log(s); y = Sub(d, l)"))
          .containsExactly("reduce_log_sum_exp", "subtract");
    }

    @Test
    void doesNotFire() {
      assertThat(kinds("e = Exp(x); f = Exp(z); s = ReduceSum(f, last); y = Div(e, s)"))
          .doesNotContain("softmax");
      assertThat(
              kinds(
                  "e = Exp(x); s = ReduceSum(e, last) keepdims=0; t = Identity(s);"
                      + "u = Unsqueeze(t, last); y = Div(e, u)"))
          .doesNotContain("softmax");
    }
  }

  @Nested
  class GatedUnits {
    private RaisedModel model(int gate, String function) {
      return RaisedModel.of(
          new ModelText()
              .opset(20)
              .input("x", 1, 3, 8)
              .node("h0, h1 = Split(x) axis=-1 num_outputs=2")
              .node("g = " + function + "(h" + gate + ")")
              .node("y = Mul(h" + (1 - gate) + ", g)")
              .output("y"));
    }

    @Test
    void matches() {
      assertThat(model(1, "Gelu").operation()).isEqualTo(new Gated(Unary.Function.GELU, true));
      assertThat(model(0, "Sigmoid").operation())
          .isEqualTo(new Gated(Unary.Function.SIGMOID, false));
      assertThat(model(1, "Relu").operation()).isEqualTo(new Gated(Unary.Function.RELU, true));
    }

    @Test
    void matchesSlicesAndAGateInPieces() {
      assertThat(
              RaisedModel.of(
                      new ModelText()
                          .input("x", 1, 3, 8)
                          .integers("zero", 0)
                          .integers("four", 4)
                          .integers("end", Long.MAX_VALUE)
                          .integers("axis", 2)
                          .node("a = Slice(x, zero, four, axis)")
                          .node("b = Slice(x, four, end, axis)")
                          .node("s = Sigmoid(b)")
                          .node("g = Mul(b, s)")
                          .node("y = Mul(a, g)")
                          .output("y"))
                  .operation())
          .isEqualTo(new Gated(Unary.Function.SILU, true));
    }

    @Test
    void doesNotFire() {
      assertThat(model(1, "Exp").kinds()).containsExactly("slice", "slice", "exp", "multiply");
      assertThat(
              RaisedModel.of(
                      new ModelText()
                          .opset(20)
                          .input("x", 1, 4, 8)
                          .node("a, b = Split(x) axis=1 num_outputs=2")
                          .node("g = Gelu(b)")
                          .node("y = Mul(a, g)")
                          .output("y"))
                  .kinds())
          .contains("slice", "gelu", "multiply");
    }
  }
}
