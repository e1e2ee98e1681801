package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Rope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rotary embeddings written in pieces. */
class RopeRuleTest {
  /** x of 2 x 3 heads x 5 tokens x 8, the head axis second; {@code steps} from xh to r. */
  private static ModelText model(String order, String steps, Object... table) {
    ModelText text =
        new ModelText()
            .input("x", 2, 5, 24)
            .input("cos", table)
            .input("sin", table)
            .integers("heads", 2, 5, 3, 8)
            .integers("merged", 2, 5, 24)
            .integers("zero", 0)
            .integers("two", 2)
            .integers("four", 4)
            .integers("six", 6)
            .integers("end", Long.MAX_VALUE)
            .integers("last", 3)
            .reals("minus", -1)
            .node("x4 = Reshape(x, heads)")
            .node("xh = Transpose(x4) perm=" + order);
    for (String step : steps.split(";")) {
      text.node(step.trim());
    }
    return text.node("rt = Transpose(r) perm=" + order).node("y = Reshape(rt, merged)").output("y");
  }

  private static final String TURN =
      "a = Slice(xh, zero, four, last); b = Slice(xh, four, end, last); n = Neg(b);"
          + "c = Concat(n, a) axis=-1; ";
  private static final String ADD = "u = Mul(xh, cos); w = Mul(c, sin); r = Add(u, w)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        TURN + ADD,
        "a, b = Split(xh) axis=-1 num_outputs=2; n = Neg(b); c = Concat(n, a) axis=-1; " + ADD,
        "a, b = Split(xh) axis=-1 num_outputs=2; n = Mul(b, minus); c = Concat(n, a) axis=-1;"
            + "u = Mul(cos, xh); w = Mul(sin, c); r = Add(w, u)",
      })
  void matches(String steps) {
    RaisedModel model = RaisedModel.of(model("0,2,1,3", steps, 1, 1, 5, 8));
    assertThat(model.kinds()).doesNotContain("permute", "slice", "concat");
    assertThat(model.only("rope").op()).isEqualTo(new Rope(3));
  }

  @Test
  void matchesTablesOfEveryBatch() {
    RaisedModel model = RaisedModel.of(model("0,2,1,3", TURN + ADD, 2, 1, 5, 8));
    assertThat(model.only("rope").op()).isEqualTo(new Rope(3));
  }

  @Test
  void matchesTokensBeforeHeads() {
    RaisedModel model = RaisedModel.of(model("0,1,2,3", TURN + ADD, 1, 5, 1, 8));
    assertThat(model.only("rope").op()).isEqualTo(new Rope(3));
    assertThat(model.kinds()).doesNotContain("permute");
  }

  /** Phi and GPT-NeoX turn the first part of a head only. */
  @Test
  void matchesAPartOfEveryHead() {
    String steps =
        "xr = Slice(xh, zero, four, last); xp = Slice(xh, four, end, last);"
            + "a = Slice(xr, zero, two, last); b = Slice(xr, two, end, last); n = Neg(b);"
            + "c = Concat(n, a) axis=-1; u = Mul(xr, cos); w = Mul(c, sin); s = Add(u, w);"
            + "r = Concat(s, xp) axis=-1";
    RaisedModel model = RaisedModel.of(model("0,2,1,3", steps, 1, 1, 5, 4));
    assertThat(model.only("rope").op()).isEqualTo(new Rope(3));
    assertThat(model.kinds()).doesNotContain("permute", "slice", "concat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The halves are not exchanged.
        "a = Slice(xh, zero, four, last); b = Slice(xh, four, end, last); n = Neg(b);"
            + "c = Concat(a, n) axis=-1; "
            + ADD,
        // No sign.
        "a = Slice(xh, zero, four, last); b = Slice(xh, four, end, last);"
            + "c = Concat(b, a) axis=-1; "
            + ADD,
        // No halves.
        "a = Slice(xh, zero, six, last); b = Slice(xh, six, end, last); n = Neg(b);"
            + "c = Concat(n, a) axis=-1; "
            + ADD,
        // A difference.
        TURN + "u = Mul(xh, cos); w = Mul(c, sin); r = Sub(u, w)",
      })
  void doesNotFire(String steps) {
    assertThat(RaisedModel.of(model("0,2,1,3", steps, 1, 1, 5, 8)).kinds()).doesNotContain("rope");
  }

  @Test
  void doesNotFireOnTablesThatDifferFromHeadToHead() {
    assertThat(RaisedModel.of(model("0,2,1,3", TURN + ADD, 1, 3, 5, 8)).kinds())
        .doesNotContain("rope");
  }

  @Test
  void tablesInTheFileAreConstants() {
    ModelText text =
        new ModelText()
            .input("xh", 1, 3, 5, 4)
            .weight("model.cos", 1, 1, 5, 4)
            .weight("model.sin", 1, 1, 5, 4)
            .node("a, b = Split(xh) axis=-1 num_outputs=2")
            .node("n = Neg(b)")
            .node("c = Concat(n, a) axis=-1")
            .node("u = Mul(xh, model.cos)")
            .node("w = Mul(c, model.sin)")
            .node("y = Add(u, w)")
            .output("y");
    RaisedModel model = RaisedModel.of(text);
    assertThat(model.only("rope").input(1).kind()).isEqualTo(Value.Kind.CONSTANT);
    assertThat(model.graph().parameterCount()).isZero();
  }
}
