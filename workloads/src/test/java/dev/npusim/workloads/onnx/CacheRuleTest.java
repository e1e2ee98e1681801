package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Shape;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.raise.Raising;
import org.junit.jupiter.api.Test;

/** Keys and values of earlier tokens, kept from run to run. */
class CacheRuleTest {
  /** One new token after {@code past} kept ones, 4 query heads over 2. */
  private static ModelText decode(int past) {
    return new ModelText()
        .input("x", 1, 1, 8)
        .input("past.key", 1, 2, past, 4)
        .input("past.value", 1, 2, past, 4)
        .weight("wq", 8, 16)
        .weight("wk", 8, 8)
        .weight("wv", 8, 8)
        .integers("heads", 1, 1, -1, 4)
        .integers("two", 2)
        .integers("repeated", 1, 2, 2, past + 1, 4)
        .integers("flat", 1, 4, past + 1, 4)
        .integers("merged", 1, 1, 16)
        .node("ql = MatMul(x, wq)")
        .node("q4 = Reshape(ql, heads)")
        .node("q = Transpose(q4) perm=0,2,1,3")
        .node("kl = MatMul(x, wk)")
        .node("k4 = Reshape(kl, heads)")
        .node("k = Transpose(k4) perm=0,2,1,3")
        .node("vl = MatMul(x, wv)")
        .node("v4 = Reshape(vl, heads)")
        .node("v = Transpose(v4) perm=0,2,1,3")
        .node("present.key = Concat(past.key, k) axis=-2")
        .node("present.value = Concat(past.value, v) axis=-2")
        .node("ku = Unsqueeze(present.key, two)")
        .node("ke = Expand(ku, repeated)")
        .node("kr = Reshape(ke, flat)")
        .node("kt = Transpose(kr) perm=0,1,3,2")
        .node("vu = Unsqueeze(present.value, two)")
        .node("ve = Expand(vu, repeated)")
        .node("vr = Reshape(ve, flat)")
        .node("s = MatMul(q, kt)")
        .node("p = Softmax(s) axis=-1")
        .node("o = MatMul(p, vr)")
        .node("ot = Transpose(o) perm=0,2,1,3")
        .node("y = Reshape(ot, merged)")
        .output("y")
        .output("present.key")
        .output("present.value");
  }

  @Test
  void isKeptAsAttentionReadsIt() {
    RaisedModel model = RaisedModel.of(decode(5));
    Graph graph = model.graph();
    assertThat(model.kinds())
        .containsExactly("linear", "linear", "linear", "concat", "concat", "attention");
    assertThat(model.only("attention").op()).isEqualTo(new Attention(4, 2, 4, 4, false, 1, 0));
    assertThat(graph.inputs().subList(1, 3))
        .allSatisfy(
            cache -> {
              assertThat(cache.kind()).isEqualTo(Value.Kind.STATE);
              assertThat(cache.type().shape()).isEqualTo(Shape.of(1, 5, 8));
            });
    // The run writes what is new.
    assertThat(graph.outputs().subList(1, 3))
        .allSatisfy(added -> assertThat(added.type().shape()).isEqualTo(Shape.of(1, 1, 8)));
  }

  @Test
  void appendingIsAccountedFor() {
    assertThat(RaisedModel.load(decode(5).model(), Raising.RULES).coverage())
        .filteredOn(row -> row.op().equals("Concat"))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.fate()).isEqualTo(Coverage.Fate.VIEW);
              assertThat(row.reason()).contains("cache");
            });
  }

  /** A prompt makes the cache: keys and values leave as attention reads them. */
  @Test
  void isWrittenAsAttentionReadsIt() {
    ModelText text =
        new ModelText()
            .input("x", 1, 6, 8)
            .weight("w", 8, 8)
            .integers("heads", 1, 6, 2, 4)
            .integers("merged", 1, 6, 8)
            .node("l = MatMul(x, w)")
            .node("l4 = Reshape(l, heads)")
            .node("present = Transpose(l4) perm=0,2,1,3")
            .node("kt = Transpose(present) perm=0,1,3,2")
            .node("s = MatMul(present, kt)")
            .node("p = Softmax(s) axis=-1")
            .node("o = MatMul(p, present)")
            .node("ot = Transpose(o) perm=0,2,1,3")
            .node("y = Reshape(ot, merged)")
            .output("y")
            .output("present");
    RaisedModel model = RaisedModel.of(text);
    assertThat(model.kinds()).containsExactly("linear", "attention");
    assertThat(model.graph().outputs().get(1).type().shape()).isEqualTo(Shape.of(1, 6, 8));
  }

  /** Keys of an encoder are read again and again, and handed on as they are. */
  @Test
  void isKeptWhereItDoesNotGrow() {
    ModelText text =
        new ModelText()
            .input("x", 1, 1, 8)
            .input("past", 1, 2, 5, 4)
            .integers("heads", 1, 1, 2, 4)
            .integers("merged", 1, 1, 8)
            .node("x4 = Reshape(x, heads)")
            .node("q = Transpose(x4) perm=0,2,1,3")
            .node("kt = Transpose(past) perm=0,1,3,2")
            .node("s = MatMul(q, kt)")
            .node("p = Softmax(s) axis=-1")
            .node("o = MatMul(p, past)")
            .node("ot = Transpose(o) perm=0,2,1,3")
            .node("y = Reshape(ot, merged)")
            .output("y")
            .output("past");
    Value past = RaisedModel.of(text).graph().inputs().get(1);
    assertThat(past.kind()).isEqualTo(Value.Kind.STATE);
  }

  @Test
  void doesNotFireOnWhatIsNoOutput() {
    Graph graph =
        RaisedModel.of(
                new ModelText()
                    .input("past", 1, 4)
                    .input("x", 1, 4)
                    .node("e = Exp(x)")
                    .node("c = Concat(past, e) axis=0")
                    .node("y = Exp(c)")
                    .output("y"))
            .graph();
    assertThat(graph.inputs()).allMatch(input -> input.kind() == Value.Kind.INPUT);
  }

  @Test
  void doesNotFireOnWhatIsComputed() {
    Graph graph =
        RaisedModel.of(
                new ModelText()
                    .input("x", 1, 4)
                    .node("a = Exp(x)")
                    .node("b = Tanh(x)")
                    .node("y = Concat(a, b) axis=0")
                    .output("y"))
            .graph();
    assertThat(graph.outputs().get(0).type().shape()).isEqualTo(Shape.of(2, 4));
  }
}
