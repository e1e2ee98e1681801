package dev.npusim.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsTest {
  private static String shape(Operation op, TensorType... inputs) {
    return op.infer(ImmutableList.copyOf(inputs)).get(0).shape().toString();
  }

  private static void rejects(String message, Operation op, TensorType... inputs) {
    assertThatThrownBy(() -> op.infer(ImmutableList.copyOf(inputs)))
        .isInstanceOf(IrException.class)
        .hasMessageContaining(message);
  }

  private static TensorType rows(long... dims) {
    return TensorType.rowMajor(dims);
  }

  // Outputs floor((extent + 2 pad - dilation (kernel - 1) - 1) / stride) + 1, MACs N K C P Q R S /
  // G.
  @ParameterizedTest
  @CsvSource({"64,3,1,1,1", "64,3,2,1,1", "7,7,1,0,1", "32,5,2,2,2", "9,1,3,0,1"})
  void convolution(int extent, int kernel, int stride, int pad, int dilation) {
    Window window = new Window(kernel, stride, pad, pad, dilation);
    long outputs = 0;
    for (int at = -pad; at + dilation * (kernel - 1) < extent + pad; at += stride) {
      outputs++;
    }
    for (int groups : new int[] {1, 2, 4}) {
      ImmutableList<TensorType> in =
          ImmutableList.of(
              TensorType.image(2, 4, extent, extent), rows(8, 4 / groups, kernel, kernel));
      Convolution op = new Convolution(window, window, groups);
      assertThat(op.infer(in).get(0)).isEqualTo(TensorType.image(2, 8, outputs, outputs));
      assertThat(op.macs(in)).isEqualTo(2 * 8 * 4 * outputs * outputs * kernel * kernel / groups);
    }
  }

  @Test
  void convolutionsThatDoNotFit() {
    Window window = Window.of(3, 1, 1);
    Convolution op = new Convolution(window, window, 1);
    rejects("channels", op, TensorType.image(1, 4, 8, 8), rows(8, 5, 3, 3));
    rejects("kernel 3x3", op, TensorType.image(1, 4, 8, 8), rows(8, 4, 5, 5));
    rejects("axes", op, rows(4, 8), rows(8, 4, 3, 3));
    rejects(
        "does not fit",
        new Convolution(Window.of(9, 1, 0), Window.of(9, 1, 0), 1),
        TensorType.image(1, 4, 8, 8),
        rows(8, 4, 9, 9));
  }

  @Test
  void matrixProducts() {
    assertThat(shape(new Linear(), rows(2, 3, 5), rows(7, 5))).isEqualTo("2x3x7");
    assertThat(new Linear().macs(ImmutableList.of(rows(2, 3, 5), rows(7, 5))))
        .isEqualTo(2 * 3 * 5 * 7);
    assertThat(shape(new MatMul(true), rows(4, 3, 5), rows(4, 7, 5))).isEqualTo("4x3x7");
    assertThat(new MatMul(false).macs(ImmutableList.of(rows(4, 3, 5), rows(4, 5, 7))))
        .isEqualTo(4 * 3 * 5 * 7);
    rejects("does not fit", new Linear(), rows(2, 4), rows(7, 5));
    rejects("differ in rank", new MatMul(false), rows(2, 4), rows(1, 4, 5));
  }

  // B heads Sq Skv (headDim + valueDim), grouped or not.
  @Test
  void attention() {
    Attention op = new Attention(8, 2, 16, 32, false);
    ImmutableList<TensorType> in =
        ImmutableList.of(rows(3, 10, 128), rows(3, 20, 32), rows(3, 20, 64));
    assertThat(op.infer(in).get(0).shape()).hasToString("3x10x256");
    assertThat(op.macs(in)).isEqualTo(3L * 8 * 10 * 20 * (16 + 32));
    assertThatThrownBy(() -> new Attention(8, 3, 16, 16, false)).isInstanceOf(IrException.class);
    rejects("for 8 heads", op, rows(3, 10, 64), rows(3, 20, 32), rows(3, 20, 64));
  }

  @Test
  void broadcasting() {
    Binary add = new Binary(Binary.Function.ADD);
    assertThat(shape(add, rows(2, 3, 4), rows(3, 1))).isEqualTo("2x3x4");
    assertThat(shape(add, rows(1, 4), rows(3, 1))).isEqualTo("3x4");
    assertThat(
            add.infer(ImmutableList.of(TensorType.image(1, 8, 2, 2), TensorType.image(1, 8, 1, 1)))
                .get(0)
                .layout())
        .isEqualTo(Layout.IMAGE);
    rejects("do not broadcast", add, rows(2, 3), rows(2, 4));
  }

  @Test
  void viewsAndMoves() {
    assertThat(shape(new Concat(1), rows(1, 2, 8), rows(1, 3, 8))).isEqualTo("1x5x8");
    rejects("do not join", new Concat(1), rows(1, 2, 8), rows(1, 2, 9));
    assertThat(shape(new Slice(2, 4, 4), rows(1, 2, 8))).isEqualTo("1x2x4");
    rejects("elements 5 to 9", new Slice(2, 5, 4), rows(1, 2, 8));
    rejects("cannot become", new Reshape(rows(5)), rows(2, 3));
    assertThat(shape(new Gated(Unary.Function.SILU, true), rows(2, 6))).isEqualTo("2x3");
    rejects("odd", new Gated(Unary.Function.SILU, true), rows(2, 5));
    assertThat(shape(new Gather(), rows(2, 3), rows(100, 16))).isEqualTo("2x3x16");
    assertThat(shape(new Reduce(Reduce.Function.MEAN, ImmutableList.of(1), false), rows(2, 3, 4)))
        .isEqualTo("2x4");
  }

  @Test
  void laneOperations() {
    assertThat(new Unary(Unary.Function.SILU).laneOps(ImmutableList.of(rows(10)))).isEqualTo(40);
    assertThat(new Softmax().laneOps(ImmutableList.of(rows(4, 5)))).isEqualTo(100);
    assertThat(Normalization.group(2).laneOps(ImmutableList.of(TensorType.image(1, 4, 5, 5))))
        .isEqualTo(300);
    assertThat(new Gated(Unary.Function.GELU, true).laneOps(ImmutableList.of(rows(4, 8))))
        .isEqualTo(16 * 6);
  }

  // Against the taps, one by one: each output reads `kernel` tokens, zeros before the first.
  @Test
  void causalConvolution() {
    ImmutableList<TensorType> prompt =
        ImmutableList.of(rows(2, 10, 6), rows(6, 1, 4), TensorType.rowMajor(6));
    CausalConvolution read = new CausalConvolution(4, 0);
    assertThat(read.infer(prompt).get(0)).isEqualTo(rows(2, 10, 6));
    assertThat(read.macs(prompt)).isEqualTo(2 * 10 * 6 * 4);
    ImmutableList<TensorType> next = ImmutableList.of(rows(2, 4, 6), rows(6, 1, 4));
    CausalConvolution goOn = new CausalConvolution(4, 3);
    assertThat(goOn.infer(next).get(0)).isEqualTo(rows(2, 1, 6));
    assertThat(goOn.macs(next)).isEqualTo(2 * 6 * 4);
    rejects("3 earlier tokens", goOn, rows(2, 3, 6), rows(6, 1, 4));
    rejects("weight 6x1x3 of 4 taps", read, rows(2, 10, 6), rows(6, 1, 3));
    assertThatThrownBy(() -> new CausalConvolution(4, 4)).isInstanceOf(IrException.class);
  }

  @Test
  void selectiveScan() {
    TensorType x = rows(2, 10, 6);
    TensorType b = rows(2, 10, 3);
    TensorType state = rows(2, 3, 6);
    SelectiveScan op = new SelectiveScan();
    ImmutableList<TensorType> in = ImmutableList.of(x, x, rows(3, 6), b, b, rows(6), state);
    // 20 rows of y, 6 rows of the state after the last token.
    assertThat(op.infer(in)).containsExactly(rows(26, 6));
    assertThat(op.infer(in.subList(0, 6))).containsExactly(rows(26, 6));
    assertThat(op.laneOps(in)).isEqualTo(9L * 20 * 6 * 3 + 20 * 6);
    rejects("B must be 2x10x3, not 2x9x3", op, x, x, rows(3, 6), rows(2, 9, 3), b, rows(6));
    rejects("the state must be 2x3x6", op, x, x, rows(3, 6), b, b, rows(6), rows(2, 6, 3));
    rejects("6 to 7 inputs", op, x, x, rows(3, 6), b, b);
  }

  @Test
  void rotaryEmbeddingsMayLeaveTheEndOfAHead() {
    assertThat(shape(new Rope(2), rows(1, 5, 16), rows(5, 4), rows(5, 4))).isEqualTo("1x5x16");
    rejects("a rotary table", new Rope(2), rows(1, 5, 16), rows(5, 10), rows(5, 10));
  }

  @Test
  void shapes() {
    assertThat(Shape.of(2, 3, 4).product(1, 3)).isEqualTo(12);
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThat(TensorType.image(2, 320, 8, 4).rows()).isEqualTo(64);
    assertThat(TensorType.image(2, 320, 8, 4).columns()).isEqualTo(320);
    assertThatThrownBy(() -> Shape.of(0)).isInstanceOf(IrException.class);
    assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40)).isInstanceOf(IrException.class);
  }
}
