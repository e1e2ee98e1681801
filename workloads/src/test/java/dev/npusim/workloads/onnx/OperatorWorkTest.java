package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.Other;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** MACs of contractions by their closed forms, written out as sums of products. */
class OperatorWorkTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Convolution: batch x outputs x kernel x C/group x K.
        "x float[2,3,7,8]; w = float[6,3,3,3]; y = Conv(x, w) | 2*5*6*3*3*3*6",
        "x float[1,4,9]; w = float[6,2,3]; y = Conv(x, w) group=2 strides=2, | 4*3*2*6",
        "x float[1,3,5,6,7]; w = float[4,3,3,3,3]; y = Conv(x, w) pads=1,1,1,1,1,1"
            + " | 5*6*7*3*3*3*3*4",
        "x float[1,4,5,6,7]; w = float[4,1,3,3,3]; y = Conv(x, w) group=4 strides=2,2,2"
            + " | 2*2*3*3*3*3*4",
        "x float[1,4,6,6]; w = float[8,1,3,3]; y = Conv(x, w) group=4 auto_pad=SAME_UPPER"
            + " | 6*6*3*3*8",
        // Transposed convolution: inputs x C x K/group x kernel.
        "x float[2,3,4,5]; w = float[3,4,3,3]; y = ConvTranspose(x, w) strides=2,2"
            + " | 2*4*5*3*4*3*3",
        "x float[1,4,5]; w = float[4,3,4]; y = ConvTranspose(x, w) group=2 strides=2,"
            + " | 5*4*3*4",
        "x float[1,3,3,4,5]; w = float[3,2,3,2,3]; y = ConvTranspose(x, w) | 3*4*5*3*2*3*2*3",
        "x uint8[1,3,5,5]; w = int8[4,3,3,3]; y = ConvInteger(x, w) | 3*3*3*3*3*4",
        "x float[1,4,5,5]; w = float[6,4,3,3]; o float[1,18,3,3]; y = DeformConv(x, w, o)"
            + " | 3*3*3*3*4*6",
        // Products: batch x M x N x K.
        "a float[2,3,4]; b = float[4,5]; y = MatMul(a, b) | 2*3*4*5",
        "a float[2,1,4,5]; b float[1,3,5,6]; y = MatMul(a, b) | 2*3*4*5*6",
        "a = float[3,4]; b float[2,4,5]; y = MatMul(a, b) | 2*3*4*5",
        "a float[4]; b float[4]; y = MatMul(a, b) | 4",
        "a float[2,3,1]; b float[2,1,5]; y = MatMul(a, b) | 2*3*1*5",
        "a float[4,3]; b float[5,4]; c = float[3,5]; y = Gemm(a, b, c) transA=1 transB=1"
            + " | 3*4*5",
        "a uint8[3,4]; b = int8[4,5]; y = MatMulInteger(a, b) | 3*4*5",
        "a float[2,3,4,5]; b float[2,3,6,5]; y = Einsum(a, b) equation=bhqd,bhkd->bhqk"
            + " | 2*3*4*6*5",
        "a float[2,5]; b = float[3,5,7]; c float[2,7]; y = Einsum(a, b, c)"
            + " equation=bn,anm,bm->ba | 2*3*7*5 + 2*3*7",
        // Recurrent: steps x batch x gates*hidden x (inputs + hidden), per direction.
        "x float[5,2,3]; w = float[1,16,3]; r = float[1,16,4]; y = LSTM(x, w, r) hidden_size=4"
            + " | 5*2*16*3 + 5*2*16*4",
        "x float[5,2,3]; w = float[2,12,3]; r = float[2,12,4]; y = GRU(x, w, r) hidden_size=4"
            + " direction=bidirectional | 2*5*2*12*3 + 2*5*2*12*4",
        "x float[5,2,3]; w = float[1,4,3]; r = float[1,4,4]; y = RNN(x, w, r) hidden_size=4"
            + " direction=reverse | 5*2*4*3 + 5*2*4*4",
        // Attention: batch x heads x queries x keys x (head size + value size).
        "q float[2,3,5,4]; k float[2,3,7,4]; v float[2,3,7,6]; y = Attention(q, k, v)"
            + " | 2*3*5*7*4 + 2*3*5*7*6",
        "t float[2,2,3]; s = int64{2,3,4,5}; y = AffineGrid(t, s) | 2*4*5*2*3",
        "x float[2,5,16]; w = float[16,48]; b = float[48];"
            + " y = com.microsoft.Attention(x, w, b) num_heads=4"
            + " | 2*5*16*48 + 2*4*5*5*4 + 2*4*5*5*4",
        "x float[2,3,40]; w = uint8[6,3,8]; s = float[6,3];"
            + " y = com.microsoft.MatMulNBits(x, w, s) K=40 N=6 bits=4 block_size=16 | 2*3*40*6",
        "x float[1,4,12]; k float[1,4,6]; v float[1,4,8]; g float[1,4,2];"
            + " y = LinearAttention(x, k, v, , g) q_num_heads=4 kv_num_heads=2 update_rule=gated"
            + " | 4*4*3*4",
      })
  void macs(String text, String sum) {
    Graph graph = OperatorCase.of(opset(text), text).model().load().graph();
    assertThat(graph.macs()).isEqualTo(value(sum));
  }

  /** What is only costed, by the formulas that the table of operators states. */
  static Stream<Arguments> approximations() {
    return Stream.of(
        Arguments.of("x float[3,4]; y = Bernoulli(x)", 11 * 12),
        Arguments.of("x float[3,4]; y = BitCast(x) to=6", 12),
        // Radix 2: 5 N log2 N for N = 8.
        Arguments.of("x float[3,8,1]; y = DFT(x)", 3 * 5 * 8 * 3),
        Arguments.of(
            "x float[2,16,1]; s = int64 4; l = int64 8; y = STFT(x, s, , l)",
            2 * 3 * (5 * 8 * 3 + 8)),
        Arguments.of(
            "x float[3,8]; y = com.microsoft.Rfft(x) normalized=0 onesided=1" + " signal_ndim=1",
            3 * 5 * 8 * 3),
        Arguments.of(
            "x float[3,5,2]; y = com.microsoft.Irfft(x) normalized=0 onesided=1" + " signal_ndim=1",
            3 * 5 * 8 * 3),
        Arguments.of("x float[2,3,3]; y = Det(x)", 2 * 2 * 27 / 3),
        Arguments.of("x float[2,3,3]; y = com.microsoft.Inverse(x)", 2 * 2 * 27),
        // 4 taps per element; per position 2 + 4 operations per axis and 4 products of weights.
        Arguments.of(
            "x float[1,3,4,4]; g float[1,2,2,2]; y = GridSample(x, g)", 12 * 4 + 4 * (2 * 6 + 4)),
        Arguments.of(
            "x float[1,3,4,4]; g float[1,2,2,2]; y = com.microsoft.GridSample(x, g)",
            12 * 4 + 4 * (2 * 6 + 4)),
        Arguments.of(
            "x float[1,4,5,5]; w = float[6,4,3,3]; o float[1,18,3,3];" + " y = DeformConv(x, w, o)",
            36 * 9 * 4 + 81 * 10),
        Arguments.of(
            "x float[1,2,8,8]; r float[3,4]; i = int64{0,0,0}; y = RoiAlign(x, r, i)"
                + " output_height=2 output_width=2 sampling_ratio=2",
            3 * 2 * 4 * 4 * 5),
        Arguments.of(
            "x float[1,2,8,8]; r float[3,5]; y = MaxRoiPool(x, r) pooled_shape=2,2", 3 * 2 * 64),
        // Two classes: a sort of 6 boxes in 3 rounds, then 2 kept boxes against 6.
        Arguments.of(
            "b float[1,6,4]; s float[1,2,6]; m = int64 2; y = NonMaxSuppression(b, s, m)",
            2 * (6 * 3 + 2 * 12 * 6)),
        Arguments.of("y = RandomNormal() shape=3,4", 15 * 12),
        Arguments.of("y = RandomUniform() shape=3,4", 10 * 12),
        Arguments.of("x float[3,4]; y = RandomNormalLike(x)", 15 * 12),
        Arguments.of("x float[3,4]; y = RandomUniformLike(x)", 10 * 12),
        // A generator and a search among 7 classes in 3 steps per sample.
        Arguments.of("x float[2,7]; y = Multinomial(x) sample_size=5", 5 * 14 + 10 * (10 + 3)));
  }

  @ParameterizedTest
  @MethodSource("approximations")
  void laneOperations(String text, long expected) {
    Graph graph = OperatorCase.of(text.contains("BitCast") ? 26 : 20, text).model().load().graph();
    assertThat(
            graph.nodes().stream()
                .filter(node -> node.op() instanceof Other)
                .mapToLong(Node::laneOps))
        .containsExactly(expected);
  }

  @Test
  void everyApproximationIsPinned() {
    Set<String> pinned = new TreeSet<>();
    approximations()
        .forEach(one -> pinned.addAll(OperatorCase.of(20, (String) one.get()[0]).operators()));
    assertThat(pinned)
        .containsExactlyElementsOf(
            Operators.ROWS.values().stream()
                .filter(row -> row.kind() == OnnxOperator.Kind.APPROXIMATION)
                .map(OnnxOperator::name)
                .toList());
  }

  private static long opset(String text) {
    return text.contains("LinearAttention") ? 27 : 23;
  }

  private static long value(String sum) {
    return Arrays.stream(sum.split("\\+"))
        .mapToLong(
            product ->
                Arrays.stream(product.split("\\*"))
                    .mapToLong(factor -> Long.parseLong(factor.trim()))
                    .reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** What is stored as whole numbers has as many parameters; scales and zero points are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x float[1,3,5,5]; w = int8[4,3,3,3]; s = float[4]; z = int8[4];"
            + " d = DequantizeLinear(w, s, z) axis=0; y = Conv(x, d) | 4*3*3*3 | INT8",
        "x float[3,4]; w = uint8[4,5]; s = float 0.1; z = uint8 3; d = DequantizeLinear(w, s, z);"
            + " y = MatMul(x, d) | 4*5 | UINT8",
        "x float[2,3,40]; w = uint8[6,3,8]; s = float[6,3];"
            + " y = com.microsoft.MatMulNBits(x, w, s) K=40 N=6 bits=4 block_size=16"
            + " | 40*6 | UINT4",
        "x uint8[3,4]; w = int8[4,5]; y = MatMulInteger(x, w) | 4*5 | INT8",
      })
  void quantizedWeights(String text, String count, String type) {
    Graph graph = OperatorCase.of(21, text).model().load().graph();
    assertThat(graph.parameterCount()).isEqualTo(value(count));
    assertThat(graph.parameters()).extracting(p -> p.type().dataType().name()).contains(type);
  }
}
