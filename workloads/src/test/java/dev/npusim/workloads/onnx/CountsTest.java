package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.json.GraphJson;
import dev.npusim.workloads.ElementType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as learned, how often, and what counts as a multiply-accumulate. */
class CountsTest {
  /** 8 x 8 numbers, whatever order their second reader wants them in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = MatMul(k, w)",
        "t = Transpose(w) perm=1,0; y = MatMul(k, t)",
        "y = Gemm(k, w) transB=1",
        "t = Transpose(k) perm=1,0; y = MatMul(w, t)",
        "y = Mul(w, k)",
        "s = ReduceSum(w, first) keepdims=1; y = Add(k, s)",
      })
  void tiedNumbersWereLearnedOnce(String second) {
    ModelText model =
        new ModelText()
            .input("x", 1, 8)
            .weight("w", 8, 8)
            .integers("first", 0)
            .node("k = MatMul(x, w)");
    for (String step : second.split("; ")) {
      model.node(step);
    }
    Graph graph = model.output("y").load().graph();
    assertThat(graph.parameterCount()).isEqualTo(64);
    assertThat(GraphJson.parse(GraphJson.write(graph).toString()).parameterCount()).isEqualTo(64);
  }

  @Test
  void aKernelOfBothConvolutionsWasLearnedOnce() {
    Graph graph =
        new ModelText()
            .input("x", 1, 8, 4, 4)
            .weight("w", 8, 8, 1, 1)
            .node("k = Conv(x, w)")
            .node("y = ConvTranspose(k, w)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.parameterCount()).isEqualTo(64);
  }

  /** M x N x K, also where K is 1. */
  @Test
  void aProductOverOneElementIsWorkOfTheArray() {
    Graph graph =
        new ModelText()
            .input("a", 4, 1)
            .input("b", 1, 64)
            .node("y = MatMul(a, b)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.macs()).isEqualTo(256);
  }

  @Test
  void anglesAreMultiplied() {
    Graph graph =
        new ModelText()
            .input("position", 1, 5, 1)
            .input("frequency", 1, 1, 4)
            .node("a = MatMul(position, frequency)")
            .node("e = Concat(a, a) axis=-1")
            .node("c = Cos(e)")
            .node("s = Sin(e)")
            .node("y = Add(c, s)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.macs()).isZero();
  }

  /** Two products of 4 heads x queries x keys x 16. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 1"})
  void attentionToOneKeyIsAttention(int queries, int keys) {
    Graph graph =
        new ModelText()
            .input("q", 1, 4, queries, 16)
            .input("k", 1, 4, keys, 16)
            .input("v", 1, 4, keys, 16)
            .node("t = Transpose(k) perm=0,1,3,2")
            .node("p = MatMul(q, t)")
            .node("m = Softmax(p) axis=-1")
            .node("y = MatMul(m, v)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.nodes().stream().map(node -> node.op().kind())).contains("attention");
    assertThat(graph.macs()).isEqualTo(2L * 4 * queries * keys * 16);
  }

  /** A class token may start as zeros; 32 + 10 x 32 + 32 x 32 numbers. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void aTokenWithANameCountsWhateverItHolds(double filling) {
    double[] token = new double[32];
    Arrays.fill(token, filling);
    Graph graph =
        new ModelText()
            .input("x", 1, 9, 32)
            .tensor("class_token", ElementType.FLOAT, new long[] {1, 1, 32}, token)
            .weight("position", 1, 10, 32)
            .weight("w", 32, 32)
            .node("k = MatMul(x, w)")
            .node("j = Concat(class_token, k) axis=1")
            .node("y = Add(j, position)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.parameterCount()).isEqualTo(32 + 320 + 1024);
  }

  /** Neighbours turned by hand: the tables tell by what is done with them, or by their names. */
  @ParameterizedTest
  @ValueSource(strings = {"", "model.rotary_emb."})
  void tablesThatTurnPairsAreConstant(String path) {
    String cosines = path + (path.isEmpty() ? "c" : "cos_cached");
    String sines = path + (path.isEmpty() ? "s" : "sin_cached");
    ModelText model =
        new ModelText()
            .input("x", 1, 4, 16, 32)
            .weight("w", 32, 32)
            .weight(cosines, 16, 16)
            .weight(sines, 16, 16)
            .integers("apart", 1, 4, 16, 16, 2)
            .scalar("zero", 0)
            .scalar("one", 1)
            .integers("last", 4)
            .node("q = MatMul(x, w)")
            .node("r = Reshape(q, apart)")
            .node("a = Gather(r, zero) axis=4")
            .node("b = Gather(r, one) axis=4")
            .node("ac = Mul(a, " + cosines + ")")
            .node("bs = Mul(b, " + sines + ")")
            .node("as = Mul(a, " + sines + ")")
            .node("bc = Mul(b, " + cosines + ")")
            .node("u = Sub(ac, bs)")
            .node("v = Add(as, bc)")
            .node("y = Concat(u, v) axis=-1")
            .output("y");
    assertThat(model.load().graph().parameterCount()).isEqualTo(1024);
  }

  /** A gain of the same shape that turns nothing is learned; a name may contain a rope. */
  @Test
  void otherFactorsAreLearned() {
    Graph graph =
        new ModelText()
            .input("x", 4, 8)
            .weight("europe.gain", 8)
            .weight("offset", 8)
            .node("r = Relu(x)")
            .node("a = Mul(r, europe.gain)")
            .node("b = Mul(r, offset)")
            .node("y = Sub(a, b)")
            .output("y")
            .load()
            .graph();
    assertThat(graph.parameterCount()).isEqualTo(16);
  }

  /** One number repeated stands in for a scale that the norm was made without. */
  @Test
  void aNormWithoutScaleAndShiftLearnedNothing() {
    ModelText model =
        new ModelText()
            .input("x", 1, 3, 8, 8)
            .weight("w", 4, 3, 3, 3)
            .reals("mean", 0.1, 0.2, 0.3, 0.4)
            .reals("variance", 1, 2, 3, 4)
            .reals("one", 1)
            .reals("none", 0)
            .integers("channels", 4)
            .node("c = Conv(x, w) pads=1,1,1,1")
            .node("l = CastLike(one, c)")
            .node("g = Expand(l, channels)")
            .node("b = Expand(none, channels)")
            .node("n = BatchNormalization(c, g, b, mean, variance)")
            .node("y = Relu(n)")
            .output("y");
    assertThat(model.load().parameters()).isEqualTo(108);
  }
}
