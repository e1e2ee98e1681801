package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Normalization;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule: what it matches, and what looks alike but is something else. */
class RaisingTest {
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
      Graph graph = model(1, "back").load().graph();
      assertThat(graph.nodes()).hasSize(1);
      assertThat(graph.nodes().get(0).op()).isEqualTo(Normalization.group(4));
      assertThat(graph.parameterCount()).isEqualTo(16);
    }

    @Test
    void doesNotFire() {
      assertThat(model(2, "back").kinds()).contains("instance_norm").doesNotContain("group_norm");
      assertThat(model(1, "other").kinds()).contains("instance_norm").doesNotContain("group_norm");
    }
  }

  @Nested
  class Silu {
    @Test
    void matches() {
      assertThat(
              new ModelText()
                  .input("x", 4)
                  .node("s = Sigmoid(x)")
                  .node("y = Mul(s, x)")
                  .output("y")
                  .kinds())
          .containsExactly("silu");
    }

    @Test
    void doesNotFire() {
      assertThat(
              new ModelText()
                  .input("x", 4)
                  .input("z", 4)
                  .node("s = Sigmoid(x)")
                  .node("y = Mul(s, z)")
                  .output("y")
                  .kinds())
          .containsExactly("sigmoid", "multiply");
    }

    @Test
    void keepsASigmoidThatSomethingElseReads() {
      assertThat(
              new ModelText()
                  .input("x", 4)
                  .node("s = Sigmoid(x)")
                  .node("y = Mul(s, x)")
                  .output("y")
                  .output("s")
                  .kinds())
          .containsExactly("sigmoid", "silu");
    }
  }

  @Nested
  class Gelu {
    private ModelText model(double half, double root, String last) {
      return new ModelText()
          .input("x", 4)
          .reals("root", root)
          .reals("one", 1)
          .reals("half", half)
          .node("d = Div(x, root)")
          .node("e = Erf(d)")
          .node("p = Add(one, e)")
          .node(last.contains("h") ? "h = Mul(half, p)" : "h = Mul(x, p)")
          .node(last.contains("h") ? "y = Mul(x, h)" : "y = Mul(h, half)")
          .output("y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h first", "x first"})
    void matches(String order) {
      assertThat(model(0.5, 1.4142135, order).kinds()).containsExactly("gelu");
    }

    @Test
    void doesNotFire() {
      assertThat(model(0.25, 1.4142135, "h").kinds()).contains("erf").doesNotContain("gelu");
      assertThat(model(0.5, 2, "h").kinds()).contains("erf").doesNotContain("gelu");
    }
  }

  @Nested
  class GatedUnits {
    private ModelText model(int gate, String function) {
      return new ModelText()
          .input("x", 1, 3, 8)
          .node("h0, h1 = Split(x) axis=-1 num_outputs=2")
          .node("g = " + function + "(h" + gate + ")")
          .node("y = Mul(h" + (1 - gate) + ", g)")
          .output("y");
    }

    @Test
    void matches() {
      Node second = model(1, "Gelu").load().graph().nodes().get(0);
      assertThat(second.op()).isEqualTo(new Gated(dev.npusim.ir.op.Unary.Function.GELU, true));
      Node first = model(0, "Sigmoid").load().graph().nodes().get(0);
      assertThat(first.op()).isEqualTo(new Gated(dev.npusim.ir.op.Unary.Function.SIGMOID, false));
    }

    @Test
    void matchesSlicesToo() {
      assertThat(
              new ModelText()
                  .input("x", 1, 3, 8)
                  .integers("zero", 0)
                  .integers("four", 4)
                  .integers("end", Long.MAX_VALUE)
                  .integers("axis", 2)
                  .node("a = Slice(x, zero, four, axis)")
                  .node("b = Slice(x, four, end, axis)")
                  .node("g = Gelu(b)")
                  .node("y = Mul(a, g)")
                  .output("y")
                  .kinds())
          .containsExactly("gated_gelu");
    }

    @Test
    void doesNotFire() {
      assertThat(model(1, "Exp").kinds()).contains("slice", "exp", "multiply");
      assertThat(
              new ModelText()
                  .input("x", 1, 4, 8)
                  .node("a, b = Split(x) axis=1 num_outputs=2")
                  .node("g = Gelu(b)")
                  .node("y = Mul(a, g)")
                  .output("y")
                  .kinds())
          .contains("slice", "gelu", "multiply");
    }
  }

  @Nested
  class LinearBias {
    @Test
    void matches() {
      Graph graph =
          new ModelText()
              .input("x", 2, 3, 8)
              .weight("w", 8, 5)
              .weight("fc.bias", 5)
              .node("m = MatMul(x, w)")
              .node("y = Add(fc.bias, m)")
              .output("y")
              .load()
              .graph();
      assertThat(graph.nodes()).hasSize(1);
      assertThat(graph.nodes().get(0).name()).isEqualTo("fc");
      assertThat(graph.parameterCount()).isEqualTo(45);
      assertThat(graph.macs()).isEqualTo(2 * 3 * 8 * 5);
    }

    @Test
    void doesNotFire() {
      ModelText shared =
          new ModelText()
              .input("x", 2, 3, 8)
              .weight("w", 8, 5)
              .weight("b", 5)
              .node("m = MatMul(x, w)")
              .node("y = Add(m, b)")
              .output("y")
              .output("m");
      assertThat(shared.kinds()).containsExactly("linear", "add");
      ModelText perToken =
          new ModelText()
              .input("x", 2, 3, 8)
              .weight("w", 8, 5)
              .weight("b", 3, 5)
              .node("m = MatMul(x, w)")
              .node("y = Add(m, b)")
              .output("y");
      assertThat(perToken.kinds()).containsExactly("linear", "add");
    }
  }
}
