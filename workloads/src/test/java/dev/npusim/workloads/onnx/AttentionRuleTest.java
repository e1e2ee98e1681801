package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention in the spellings of exporters, and what must not be taken for it. */
class AttentionRuleTest {
  private static final double HIDDEN = -3.4028234663852886e38;

  /**
   * 2 heads of 4 over {@code batch} x 6 queries and 9 keys; {@code steps} lead from the heads
   * {@code qh}, {@code kh} (transposed: {@code kt}), {@code vh} to {@code o}.
   */
  private static ModelText model(int batch, String steps) {
    ModelText text = new ModelText().input("q", batch, 6, 8).input("k", batch, 9, 8);
    return heads(text.input("v", batch, 9, 8), 2, steps);
  }

  private static ModelText heads(ModelText text, int keyHeads, String steps) {
    text.integers("heads", 0, 0, 2, 4)
        .integers("keyHeads", 0, 0, keyHeads, 4)
        .integers("merged", 0, 0, 8)
        .reals("scale", 0.7)
        .reals("zero", 0)
        .reals("five", 5)
        .reals("hidden", HIDDEN)
        .reals("infinite", Double.NEGATIVE_INFINITY)
        .weight("unknown")
        .weight("perHead", 2, 1, 1)
        .weight("perQuery", 6, 1)
        .input("mask", 6, 9)
        .input("bias", 1, 2, 6, 9)
        .truths("keep", 1, 1, 6, 9)
        .node("q4 = Reshape(q, heads)")
        .node("qh = Transpose(q4) perm=0,2,1,3")
        .node("k4 = Reshape(k, keyHeads)")
        .node("kh = Transpose(k4) perm=0,2,1,3")
        .node("kt = Transpose(k4) perm=0,2,3,1")
        .node("v4 = Reshape(v, keyHeads)")
        .node("vh = Transpose(v4) perm=0,2,1,3");
    for (String step : steps.split(";")) {
      text.node(step.trim());
    }
    return text.node("ot = Transpose(o) perm=0,2,1,3").node("y = Reshape(ot, merged)").output("y");
  }

  private static Attention plain(double scale) {
    return new Attention(2, 2, 4, 4, false, scale, 0);
  }

  @Nested
  class Scales {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void matchesAnyBatch(int batch) {
      RaisedModel model =
          RaisedModel.of(
              model(batch, "s = MatMul(qh, kt); p = Softmax(s) axis=-1; o = MatMul(p, vh)"));
      assertThat(model.operation()).isEqualTo(plain(1));
      assertThat(model.graph().macs()).isEqualTo(batch * 2L * 6 * 9 * (4 + 4));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "0.7  | a = Mul(qh, scale); s = MatMul(a, kt); t = Identity(s)",
          "0.7  | a = Mul(scale, kt); s = MatMul(qh, a); t = Identity(s)",
          "0.49 | a = Mul(qh, scale); b = Mul(kt, scale); s = MatMul(a, b); t = Identity(s)",
          "0.7  | s = MatMul(qh, kt); t = Mul(s, scale)",
          "0.2  | s = MatMul(qh, kt); t = Div(s, five)",
          "-1   | n = Neg(qh); s = MatMul(n, kt); t = Identity(s)",
          "0.14 | a = Mul(qh, scale); s = MatMul(a, kt); t = Div(s, five)",
        })
    void areMultiplied(double scale, String steps) {
      RaisedModel model =
          RaisedModel.of(model(2, steps + "; p = Softmax(t) axis=-1; o = MatMul(p, vh)"));
      assertThat(((Attention) model.operation()).scale())
          .isCloseTo(scale, org.assertj.core.data.Offset.offset(1e-7));
    }

    /** Before the split into heads, as OPT and Whisper have it. */
    @Test
    void areFoundBehindTheSplit() {
      ModelText text =
          new ModelText()
              .input("q", 1, 6, 8)
              .reals("scale", 0.7)
              .integers("heads", 0, 0, 2, 4)
              .integers("merged", 0, 0, 8)
              .node("a = Mul(q, scale)")
              .node("q4 = Reshape(a, heads)")
              .node("qh = Transpose(q4) perm=0,2,1,3")
              .node("kh = Reshape(q, heads)")
              .node("kt = Transpose(kh) perm=0,2,3,1")
              .node("vh = Transpose(kh) perm=0,2,1,3")
              .node("s = MatMul(qh, kt)")
              .node("p = Softmax(s) axis=-1")
              .node("o = MatMul(p, vh)")
              .node("ot = Transpose(o) perm=0,2,1,3")
              .node("y = Reshape(ot, merged)")
              .output("y");
      assertThat(RaisedModel.of(text).operation()).isEqualTo(plain((float) 0.7));
    }

    /** A number that is not in the file is multiplied in every run, by the queries. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "a = Mul(qh, unknown); s = MatMul(a, kt); t = Identity(s)",
          "s = MatMul(qh, kt); t = Mul(unknown, s)",
        })
    void staysWhereItIsUnknown(String steps) {
      RaisedModel model =
          RaisedModel.of(model(2, steps + "; p = Softmax(t) axis=-1; o = MatMul(p, vh)"));
      assertThat(model.kinds()).containsExactly("multiply", "attention");
      assertThat(model.only("multiply").output().elements()).isEqualTo(2 * 6 * 8);
    }

    @Test
    void staysWhereItDiffersFromHeadToHead() {
      RaisedModel model =
          RaisedModel.of(
              model(
                  2,
                  "s = MatMul(qh, kt); t = Mul(s, perHead);"
                      + "p = Softmax(t) axis=-1; o = MatMul(p, vh)"));
      assertThat(model.kinds()).contains("multiply", "attention").doesNotContain("permute");
    }

    @Test
    void ofTheValuesIsNotOne() {
      RaisedModel model =
          RaisedModel.of(
              model(
                  2,
                  "s = MatMul(qh, kt); p = Softmax(s) axis=-1; w = Mul(vh, scale);"
                      + "o = MatMul(p, w)"));
      assertThat(model.kinds()).containsExactly("scale", "attention");
    }

    @Test
    void doesNotFireOnAFactorPerQuery() {
      assertThat(
              RaisedModel.of(
                      model(
                          2,
                          "s = MatMul(qh, kt); t = Mul(s, perQuery);"
                              + "p = Softmax(t) axis=-1; o = MatMul(p, vh)"))
                  .kinds())
          .doesNotContain("attention");
    }
  }

  @Nested
  class Masks {
    private RaisedModel masked(String steps) {
      return RaisedModel.of(
          model(2, "s = MatMul(qh, kt); " + steps + "; p = Softmax(t) axis=-1; o = MatMul(p, vh)"));
    }

    private Value mask(RaisedModel model) {
      Node node = model.only("attention");
      assertThat(node.inputs()).hasSize(4);
      assertThat(((Attention) node.op()).causal()).isFalse();
      return node.input(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t = Add(s, mask)", "t = Add(mask, s)", "t = Add(s, bias)"})
    void areAdded(String steps) {
      RaisedModel model = masked(steps);
      assertThat(model.kinds()).containsExactly("attention");
      assertThat(mask(model).type().dataType()).isEqualTo(DataType.FLOAT32);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "t = Where(keep, s, infinite)",
          "t = Where(keep, s, hidden)",
          "m = Where(keep, zero, hidden); t = Add(s, m)",
          "m = Where(keep, zero, infinite); t = Add(m, s)",
          "hide = Not(keep); t = Where(hide, hidden, s)",
          "hide = Not(keep); m = Where(hide, infinite, zero); t = Add(s, m)",
        })
    void ofTruthValues(String steps) {
      RaisedModel model = masked(steps);
      assertThat(model.kinds()).containsExactly("attention");
      assertThat(mask(model).name()).isEqualTo("keep");
    }

    @Test
    void inTheOtherSense() {
      RaisedModel model = masked("t = Where(keep, hidden, s)");
      assertThat(model.kinds()).containsExactly("not", "attention");
    }

    @Test
    void afterAScale() {
      RaisedModel model = masked("a = Mul(s, scale); t = Add(a, mask)");
      assertThat(model.operation()).isEqualTo(plain((float) 0.7));
    }

    @Test
    void beforeAScale() {
      RaisedModel model = masked("a = Add(s, mask); t = Mul(a, scale)");
      assertThat(model.kinds()).containsExactly("scale", "attention");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "a = Add(s, mask); t = Add(a, bias) | add",
          "a = Add(s, bias); t = Where(keep, a, hidden) | select",
        })
    void areJoined(String steps, String join) {
      assertThat(masked(steps).kinds()).containsExactly(join, "attention");
    }

    /** A guard against rows without keys: they mean nothing either way. */
    @Test
    void withAGuard() {
      RaisedModel model =
          RaisedModel.of(
              model(
                  2,
                  "s = MatMul(qh, kt); t = Where(keep, s, infinite); p = Softmax(t) axis=-1;"
                      + "n = IsNaN(p); g = Where(n, zero, p); o = MatMul(g, vh)"));
      assertThat(model.kinds()).containsExactly("attention");
    }

    /** Of 4 queries and 6 keys: the last query stands at the last key. */
    private RaisedModel known(int lastAllowed, double hidden, boolean truth) {
      double[] mask = new double[24];
      for (int i = 0; i < mask.length; i++) {
        boolean allowed = i % 6 <= i / 6 + lastAllowed;
        mask[i] = allowed ? (truth ? 1 : 0) : (truth ? 0 : hidden);
      }
      ModelText text =
          new ModelText()
              .input("q", 1, 2, 4, 3)
              .input("k", 1, 2, 3, 6)
              .input("v", 1, 2, 6, 3)
              .reals("hidden", HIDDEN)
              .matrix("number", 4, 6, mask)
              .node("keep = Cast(number) to=9")
              .node("s = MatMul(q, k)")
              .node(truth ? "t = Where(keep, s, hidden)" : "t = Add(s, number)")
              .node("p = Softmax(t) axis=-1")
              .node("y = MatMul(p, v)")
              .output("y");
      return RaisedModel.of(text);
    }

    @Test
    void knownToBeCausalAreNoOperand() {
      for (RaisedModel model :
          new RaisedModel[] {
            known(2, HIDDEN, false), known(2, Double.NEGATIVE_INFINITY, false), known(2, 0, true)
          }) {
        Node node = model.only("attention");
        assertThat(((Attention) node.op()).causal()).isTrue();
        assertThat(node.inputs()).hasSize(3);
      }
    }

    @Test
    void knownToHideNothingAreNone() {
      Node node = known(6, HIDDEN, false).only("attention");
      assertThat(((Attention) node.op()).causal()).isFalse();
      assertThat(node.inputs()).hasSize(3);
    }

    @Test
    void withAnotherOffsetOrSmallNumbersStay() {
      assertThat(mask(known(0, HIDDEN, false)).isStatic()).isTrue();
      assertThat(mask(known(2, -5, false)).isStatic()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"t = Where(keep, s, five)", "t = Where(keep, s, mask)"})
    void doesNotFireOnOtherSelections(String steps) {
      assertThat(masked(steps).kinds()).contains("softmax", "select").doesNotContain("attention");
    }
  }

  @Nested
  class SoftCaps {
    @Test
    void match() {
      RaisedModel model =
          RaisedModel.of(
              model(
                  2,
                  "a = Mul(qh, scale); s = MatMul(a, kt); d = Div(s, five); h = Tanh(d);"
                      + "c = Mul(h, five); t = Add(c, mask); p = Softmax(t) axis=-1;"
                      + "o = MatMul(p, vh)"));
      Attention attention = (Attention) model.operation();
      assertThat(attention.softcap()).isEqualTo(5);
      assertThat(attention.scale()).isCloseTo(0.7, org.assertj.core.data.Offset.offset(1e-7));
    }

    @Test
    void doesNotFireOnAMaskInside() {
      assertThat(
              RaisedModel.of(
                      model(
                          2,
                          "s = MatMul(qh, kt); a = Add(s, mask); d = Div(a, five); h = Tanh(d);"
                              + "t = Mul(h, five); p = Softmax(t) axis=-1; o = MatMul(p, vh)"))
                  .kinds())
          .contains("tanh", "softmax")
          .doesNotContain("attention");
    }
  }

  @Nested
  class SharedHeads {
    private RaisedModel shared(int keyHeads, String repeatKeys, String repeatValues) {
      ModelText text =
          new ModelText()
              .input("q", 3, 6, 8)
              .input("k", 3, 9, 4 * keyHeads)
              .input("v", 3, 9, 4 * keyHeads)
              .integers("two", 2)
              .integers("one", 1)
              .integers("inner", 3, keyHeads, 2 / keyHeads, 9, 4)
              .integers("outer", 3, 2 / keyHeads, keyHeads, 9, 4)
              .integers("flat", 3, 2, 9, 4)
              .integers("twice", 1, 2 / keyHeads, 1, 1)
              .integers("first", 0, 0);
      String steps =
          repeatKeys
              + ";"
              + repeatValues
              + "; kt2 = Transpose(kr) perm=0,1,3,2; s = MatMul(qh, kt2);"
              + "p = Softmax(s) axis=-1; o = MatMul(p, vr)";
      return RaisedModel.of(heads(text, keyHeads, steps));
    }

    @Test
    void areRepeatedInPlace() {
      RaisedModel model =
          shared(
              1,
              "ku = Unsqueeze(kh, two); ke = Expand(ku, inner); kr = Reshape(ke, flat)",
              "vu = Unsqueeze(vh, two); ve = Expand(vu, inner); vr = Reshape(ve, flat)");
      assertThat(model.operation()).isEqualTo(new Attention(2, 1, 4, 4, false, 1, 0));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "kr = Tile(kh, twice) | vr = Tile(vh, twice)",
          "kr = Concat(kh, kh) axis=1 | vr = Concat(vh, vh) axis=1",
          "kr = Gather(kh, first) axis=1 | vr = Gather(vh, first) axis=1",
          "kr = Expand(kh, flat) | vr = Expand(vh, flat)",
        })
    void areOneHeadRepeated(String keys, String values) {
      assertThat(shared(1, keys, values).operation())
          .isEqualTo(new Attention(2, 1, 4, 4, false, 1, 0));
    }

    /** {@code abab} is not what query heads share: 4 query heads over 2 would be {@code aabb}. */
    @Test
    void inAnotherOrderStayRepeated() {
      ModelText text =
          new ModelText()
              .input("q", 1, 4, 6, 4)
              .input("k", 1, 2, 9, 4)
              .input("v", 1, 2, 9, 4)
              .integers("one", 1)
              .integers("outer", 1, 2, 2, 9, 4)
              .integers("flat", 1, 4, 9, 4)
              .node("ku = Unsqueeze(k, one)")
              .node("ke = Expand(ku, outer)")
              .node("kr = Reshape(ke, flat)")
              .node("kt = Transpose(kr) perm=0,1,3,2")
              .node("vu = Unsqueeze(v, one)")
              .node("ve = Expand(vu, outer)")
              .node("vr = Reshape(ve, flat)")
              .node("s = MatMul(q, kt)")
              .node("p = Softmax(s) axis=-1")
              .node("y = MatMul(p, vr)")
              .output("y");
      Attention attention = (Attention) RaisedModel.of(text).only("attention").op();
      assertThat(attention.kvHeads()).isEqualTo(4);
    }
  }

  @Nested
  class Shapes {
    /** Heads folded into the batch, as older exporters write it; masks told apart by head. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "t = Identity(s)",
          "s4 = Reshape(s, scores); m4 = Add(s4, mask); t = Reshape(m4, scores3)",
          "t = Add(s, mask3)",
        })
    void matchesThreeAxes(String steps) {
      for (int batch : new int[] {1, 3}) {
        ModelText text =
            new ModelText()
                .input("q", batch, 6, 8)
                .input("k", batch, 9, 8)
                .input("v", batch, 9, 8)
                .input("mask", batch, 1, 1, 9)
                .input("mask3", 2 * batch, 6, 9)
                .integers("heads", batch, -1, 2, 4)
                .integers("q3", 2 * batch, 6, 4)
                .integers("k3", 2 * batch, 9, 4)
                .integers("o4", batch, 2, 6, 4)
                .integers("scores", batch, 2, 6, 9)
                .integers("scores3", 2 * batch, 6, 9)
                .integers("merged", batch, 6, 8)
                .node("q4 = Reshape(q, heads)")
                .node("qt = Transpose(q4) perm=0,2,1,3")
                .node("qr = Reshape(qt, q3)")
                .node("k4 = Reshape(k, heads)")
                .node("kt = Transpose(k4) perm=0,2,1,3")
                .node("kr = Reshape(kt, k3)")
                .node("ku = Transpose(kr) perm=0,2,1")
                .node("v4 = Reshape(v, heads)")
                .node("vt = Transpose(v4) perm=0,2,1,3")
                .node("vr = Reshape(vt, k3)")
                .node("s = MatMul(qr, ku)");
        for (String step : steps.split(";")) {
          text.node(step.trim());
        }
        text.node("p = Softmax(t) axis=-1")
            .node("o = MatMul(p, vr)")
            .node("or = Reshape(o, o4)")
            .node("ot = Transpose(or) perm=0,2,1,3")
            .node("y = Reshape(ot, merged)")
            .output("y");
        Attention found = (Attention) RaisedModel.of(text).only("attention").op();
        assertThat(found).isEqualTo(plain(1));
      }
    }

    /**
     * One projection for all three, with the tokens first, as torch's MultiheadAttention has it.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void matchesPackedProjections(int batch) {
      ModelText text =
          new ModelText()
              .input("x", batch, 6, 8)
              .weight("w", 8, 24)
              .weight("b", 24)
              .integers("packed", 6, batch, 3, 8)
              .integers("front", 0)
              .integers("third", -2)
              .scalar("i0", 0)
              .scalar("i1", 1)
              .scalar("i2", 2)
              .integers("split", 6, batch * 2, 4)
              .integers("four", batch, 2, 6, 4)
              .integers("rows", 6 * batch, 8)
              .integers("tokens", 6, batch, 8)
              .node("xt = Transpose(x) perm=1,0,2")
              .node("m = MatMul(xt, w)")
              .node("l = Add(m, b)")
              .node("p4 = Reshape(l, packed)")
              .node("p5 = Unsqueeze(p4, front)")
              .node("pt = Transpose(p5) perm=3,1,2,0,4")
              .node("ps = Squeeze(pt, third)");
      for (int i = 0; i < 3; i++) {
        text.node("g" + i + " = Gather(ps, i" + i + ") axis=0")
            .node("r" + i + " = Reshape(g" + i + ", split)")
            .node("t" + i + " = Transpose(r" + i + ") perm=1,0,2")
            .node("h" + i + " = Reshape(t" + i + ", four)");
      }
      text.node("kt = Transpose(h1) perm=0,1,3,2")
          .node("s = MatMul(h0, kt)")
          .node("a = Softmax(s) axis=-1")
          .node("o = MatMul(a, h2)")
          .node("op = Transpose(o) perm=2,0,1,3")
          .node("or = Reshape(op, rows)")
          .node("ot = Reshape(or, tokens)")
          .node("y = Transpose(ot) perm=1,0,2")
          .output("y");
      RaisedModel model = RaisedModel.of(text);
      assertThat(model.kinds()).contains("linear", "attention").doesNotContain("permute");
    }

    /** Without the head split the elements are where they are: then they really move. */
    @Test
    void movesElementsOnlyWhereTheModelDoes() {
      RaisedModel model =
          RaisedModel.of(
              new ModelText()
                  .input("q", 1, 2, 6, 4)
                  .input("k", 1, 2, 4, 9)
                  .input("v", 1, 2, 9, 4)
                  .node("s = MatMul(q, k)")
                  .node("p = Softmax(s) axis=-1")
                  .node("y = MatMul(p, v)")
                  .output("y"));
      assertThat(model.kinds())
          .containsExactly("permute", "permute", "permute", "attention", "permute");
    }
  }

  @Nested
  class NotAttention {
    @Test
    void withSharedProbabilities() {
      ModelText text =
          model(1, "s = MatMul(qh, kt); p = Softmax(s) axis=-1; o = MatMul(p, vh)").output("p");
      assertThat(RaisedModel.of(text).kinds())
          .contains("matmul", "softmax")
          .doesNotContain("attention");
    }

    @Test
    void withSharedScores() {
      ModelText text =
          model(1, "s = MatMul(qh, kt); p = Softmax(s) axis=-1; o = MatMul(p, vh)").output("s");
      assertThat(RaisedModel.of(text).kinds())
          .contains("matmul", "softmax")
          .doesNotContain("attention");
    }

    @Test
    void withAnotherFunction() {
      assertThat(
              RaisedModel.of(model(1, "s = MatMul(qh, kt); p = Sigmoid(s); o = MatMul(p, vh)"))
                  .kinds())
          .contains("matmul", "sigmoid")
          .doesNotContain("attention");
    }
  }
}
