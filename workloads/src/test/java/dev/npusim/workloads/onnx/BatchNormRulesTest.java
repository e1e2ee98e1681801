package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.ElementType;
import dev.npusim.workloads.Workload;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch norms, written whole or in pieces, folded into what stands before them. */
class BatchNormRulesTest {
  private static final int CHANNELS = 4;

  /** Numbers of a norm of 4 channels under the names {@code bn.weight} and so on. */
  private static ModelText norm(ModelText text) {
    return text.tensor("bn.weight", ElementType.FLOAT, new long[] {4}, random("weight", -1, 2))
        .tensor("bn.bias", ElementType.FLOAT, new long[] {4}, random("bias", -1, 1))
        .tensor("bn.running_mean", ElementType.FLOAT, new long[] {4}, random("mean", -1, 1))
        .tensor("bn.running_var", ElementType.FLOAT, new long[] {4}, random("var", 0.5, 2));
  }

  private static double[] random(String seed, double from, double to) {
    return new Random(seed.hashCode()).doubles(CHANNELS, from, to).map(x -> (float) x).toArray();
  }

  private static ModelText image(String... nodes) {
    ModelText text = norm(new ModelText().input("x", 2, 3, 6, 6)).weight("conv.weight", 4, 3, 3, 3);
    text.weight("conv.bias", 4).weight("up.weight", 3, 4, 2, 2).weight("up.bias", 4);
    text.integers("column", 1, 4, 1, 1).integers("last", 1, 1, 1, 4).reals("epsilon", 1e-3);
    Arrays.stream(nodes).forEach(text::node);
    return text.output("y");
  }

  private static final String NORM =
      "BatchNormalization(c, bn.weight, bn.bias, bn.running_mean, bn.running_var) epsilon=0.001";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv(x, conv.weight) pads=1,1,1,1",
        "Conv(x, conv.weight, conv.bias) strides=2,2",
      })
  void isFoldedIntoAConvolution(String convolution) {
    RaisedModel model = RaisedModel.of(image("c = " + convolution, "y = " + NORM));
    assertThat(model.kinds()).containsExactly("conv2d");
    assertThat(model.only("conv2d").name()).isEqualTo("conv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ConvTranspose(x, up.weight) strides=2,2",
        "ConvTranspose(x, up.weight, up.bias) strides=2,2",
      })
  void isFoldedIntoATransposedConvolution(String convolution) {
    RaisedModel model = RaisedModel.of(image("c = " + convolution, "y = " + NORM));
    assertThat(model.kinds()).containsExactly("conv2d", "fold", "add");
  }

  @Test
  void isFoldedIntoADepthwiseConvolution() {
    ModelText text =
        norm(new ModelText().input("x", 1, 4, 5, 5))
            .weight("dw.weight", 4, 1, 3, 3)
            .node("c = Conv(x, dw.weight) group=4 pads=1,1,1,1")
            .node("y = " + NORM)
            .output("y");
    assertThat(RaisedModel.of(text).kinds()).containsExactly("grouped_conv2d");
  }

  @Test
  void isFoldedIntoAConvolutionOverALine() {
    ModelText text =
        norm(new ModelText().input("x", 2, 3, 8))
            .weight("conv.weight", 4, 3, 3)
            .node("c = Conv(x, conv.weight)")
            .node("y = " + NORM)
            .output("y");
    assertThat(RaisedModel.of(text).kinds()).contains("conv2d").doesNotContain("batch_norm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Gemm(x, fc.weight, fc.bias) transB=1",
        "Gemm(x, fc.weight) transB=1",
        "MatMul(x, fc.turned)",
      })
  void isFoldedIntoALinearLayer(String linear) {
    ModelText text =
        norm(new ModelText().input("x", 5, 3))
            .weight("fc.weight", 4, 3)
            .weight("fc.turned", 3, 4)
            .weight("fc.bias", 4)
            .node("c = " + linear)
            .node("y = " + NORM)
            .output("y");
    assertThat(RaisedModel.of(text).kinds()).containsExactly("linear");
  }

  /** As tf2onnx writes it: channels last, but for the convolution. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t = Transpose(c) perm=0,2,3,1; u = Transpose(t) perm=0,3,1,2;"
            + "y = BatchNormalization(u, bn.weight, bn.bias, bn.running_mean, bn.running_var)",
        "t = Transpose(c) perm=0,2,3,1; m = Mul(t, bn.weight); y = Add(m, bn.bias)",
        "s = Sub(c, mean4); v = Add(var4, epsilon); r = Sqrt(v); d = Div(s, r);"
            + "m = Mul(d, scale4); y = Add(shift4, m)",
        "v = Add(var4, epsilon); r = Sqrt(v); q = Reciprocal(r); f = Mul(q, scale4);"
            + "w = Mul(mean4, f); b = Sub(shift4, w); m = Mul(f, c); y = Add(m, b)",
        "s = Sub(c, mean4); m = Mul(s, scale4); y = Sub(m, shift4)",
      })
  void isFoundInPieces(String steps) {
    ModelText text = image("c = Conv(x, conv.weight)");
    text.node("mean4 = Reshape(bn.running_mean, column)");
    text.node("var4 = Reshape(bn.running_var, column)");
    text.node("scale4 = Reshape(bn.weight, column)");
    text.node("shift4 = Reshape(bn.bias, column)");
    Arrays.stream(steps.split(";")).forEach(step -> text.node(step.trim()));
    RaisedModel model = RaisedModel.of(text);
    assertThat(model.kinds()).contains("conv2d").doesNotContain("batch_norm", "multiply", "add");
  }

  @Test
  void isFoundInPiecesBehindALinearLayer() {
    ModelText text =
        norm(new ModelText().input("x", 2, 5, 3))
            .weight("fc.weight", 3, 4)
            .node("c = MatMul(x, fc.weight)")
            .node("m = Mul(c, bn.weight)")
            .node("y = Add(m, bn.bias)")
            .output("y");
    assertThat(RaisedModel.of(text).kinds()).containsExactly("linear");
  }

  /** Exporters pass the numbers through operations that only rename or recast them. */
  @Test
  void itsNumbersMayComeInAnyShapeAndType() {
    ModelText text =
        image(
            "c = Conv(x, conv.weight)",
            "w1 = Identity(bn.weight)",
            "w2 = Cast(w1) to=10",
            "w = CastLike(w2, bn.bias)",
            "b2 = Reshape(bn.bias, column)",
            "b = Reshape(b2, flat)",
            "m = Expand(bn.running_mean, flat)",
            "v2 = Unsqueeze(bn.running_var, flat0)",
            "v = Squeeze(v2, flat0)",
            "y = BatchNormalization(c, w, b, m, v)");
    text.integers("flat", 4).integers("flat0", 0);
    assertThat(RaisedModel.of(text).kinds()).containsExactly("conv2d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Something else reads the product.
        "c = Conv(x, conv.weight); n = BNORM; y = Add(n, c)",
        // Something else reads the weight.
        "c = Conv(x, conv.weight); n = BNORM; d = Conv(x, conv.weight); y = Add(n, d)",
        // Another operation stands between.
        "a = Conv(x, conv.weight); c = Relu(a); y = BNORM",
      })
  void staysWhereItCannotBeFolded(String steps) {
    String[] nodes = steps.replace("BNORM", NORM).split(";");
    ModelText text = image(Arrays.stream(nodes).map(String::trim).toArray(String[]::new));
    assertThat(RaisedModel.of(text).kinds()).contains("batch_norm");
    assertThat(text.load().notes())
        .singleElement()
        .asString()
        .startsWith("1 of 1 batch norms kept as operations: no convolution");
  }

  /** Neither a scale nor a shift alone is a norm: layer scales stay. */
  @Test
  void aScaleAloneIsNone() {
    ModelText text = image("c = Conv(x, conv.weight)", "s = Reshape(bn.weight, column)");
    assertThat(RaisedModel.of(text.node("y = Mul(c, s)")).kinds())
        .containsExactly("conv2d", "multiply");
  }

  @Test
  void parametersAreThoseOfTheFile() {
    ModelText text = image("c = Conv(x, conv.weight)", "y = " + NORM);
    Workload folded = text.load();
    Workload kept = text.load("norms=kept");
    long weights = 4 * 3 * 3 * 3;
    assertThat(folded.parameters()).isEqualTo(weights + 4 + 4);
    assertThat(folded.graph().parameterCount()).isEqualTo(weights + 4);
    assertThat(kept.parameters()).isEqualTo(weights + 4 + 4);
    assertThat(kept.graph().parameterCount()).isEqualTo(weights + 4 + 4);
    assertThat(folded.graph().macs()).isEqualTo(kept.graph().macs());
    assertThat(folded.notes())
        .containsExactly(
            "1 of 1 batch norms folded into the weights before them (--dim norms=kept keeps them);"
                + " parameters as the file holds them: 116, scales and shifts of batch norms among"
                + " them, 112 when folded; running statistics are constants");
    assertThat(folded.coverage()).allMatch(node -> node.fate() == Coverage.Fate.RAISED);
    assertThat(kept.notes()).singleElement().asString().contains("norms=kept");
    assertThat(kept.graph().nodes()).anyMatch(node -> node.op().kind().equals("batch_norm"));
  }

  @Test
  void theChoiceIsChecked() {
    ModelText text = image("c = Conv(x, conv.weight)", "y = " + NORM);
    assertThatThrownBy(() -> text.load("norms=keep"))
        .hasMessageEndingWith("norms=keep; allowed: folded or kept; did you mean kept?");
    ModelText none = new ModelText().input("x", "norms", 3).node("y = Relu(x)").output("y");
    assertThat(none.load("norms=2").graph().outputs().get(0).type().shape().dim(0)).isEqualTo(2);
  }
}
