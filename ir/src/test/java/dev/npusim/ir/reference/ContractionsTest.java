package dev.npusim.ir.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Window;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against sums written index by index. */
class ContractionsTest {
  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  /** Windows with any stride, dilation and different paddings on both sides. */
  static Window window(Random random) {
    return new Window(
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void convolution(int seed) {
    Random random = new Random(seed);
    Convolution op = new Convolution(window(random), window(random), 1 + random.nextInt(3));
    int channels = 1 + random.nextInt(3);
    int outputs = 1 + random.nextInt(3);
    Tensor x =
        Numbers.random(
            random,
            TensorType.image(
                1 + random.nextInt(2),
                channels * op.groups(),
                5 + random.nextInt(4),
                5 + random.nextInt(4)));
    Tensor weight =
        Numbers.random(
            random,
            TensorType.rowMajor(
                outputs * op.groups(), channels, op.rows().kernel(), op.columns().kernel()));
    Tensor bias = Numbers.random(random, TensorType.rowMajor(outputs * op.groups()));
    Tensor y = Numbers.run(op, x, weight, bias);
    double[] expected = new double[y.size()];
    int i = 0;
    for (int n = 0; n < y.dim(0); n++) {
      for (int k = 0; k < y.dim(1); k++) {
        for (int p = 0; p < y.dim(2); p++) {
          for (int q = 0; q < y.dim(3); q++) {
            expected[i++] = bias.at(k) + tapSum(op, x, weight, n, k, p, q);
          }
        }
      }
    }
    Numbers.assertClose(y, expected);
  }

  private static double tapSum(
      Convolution op, Tensor x, Tensor weight, int n, int k, int p, int q) {
    int group = k / (weight.dim(0) / op.groups());
    double sum = 0;
    for (int c = 0; c < weight.dim(1); c++) {
      for (int r = 0; r < weight.dim(2); r++) {
        for (int s = 0; s < weight.dim(3); s++) {
          int h = p * op.rows().stride() - op.rows().padBefore() + r * op.rows().dilation();
          int w =
              q * op.columns().stride() - op.columns().padBefore() + s * op.columns().dilation();
          sum +=
              Numbers.at(weight, k, c, r, s)
                  * Numbers.orZero(x, n, group * weight.dim(1) + c, h, w);
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void matMul(int seed) {
    Random random = new Random(seed);
    int batch = 1 + random.nextInt(3);
    int m = 1 + random.nextInt(4);
    int n = 1 + random.nextInt(4);
    int k = 1 + random.nextInt(4);
    boolean transposed = random.nextBoolean();
    Tensor a = Numbers.random(random, TensorType.rowMajor(batch, m, k));
    Tensor b =
        Numbers.random(random, TensorType.rowMajor(batch, transposed ? n : k, transposed ? k : n));
    double[] expected = new double[batch * m * n];
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < k; j++) {
        int column = i % n;
        expected[i] +=
            Numbers.at(a, i / (m * n), i / n % m, j)
                * (transposed
                    ? Numbers.at(b, i / (m * n), column, j)
                    : Numbers.at(b, i / (m * n), j, column));
      }
    }
    Numbers.assertClose(Numbers.run(new MatMul(transposed), a, b), expected);
  }

  /**
   * Folding is the adjoint of taking patches: the sum over fold(p) * x is the sum over p *
   * patches(x), where a convolution with one-hot kernels takes the patches.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void fold(int seed) {
    Random random = new Random(seed);
    Window rows = window(random);
    Window columns = window(random);
    int channels = 1 + random.nextInt(2);
    int taps = rows.kernel() * columns.kernel();
    Tensor x = Numbers.random(random, TensorType.image(2, channels, 6, 7));
    double[] oneHot = new double[channels * taps * taps];
    for (int i = 0; i < channels * taps; i++) {
      oneHot[i * taps + i % taps] = 1;
    }
    Tensor kernels =
        new Tensor(
            TensorType.rowMajor(channels * taps, 1, rows.kernel(), columns.kernel()), oneHot);
    Tensor patches = Numbers.run(new Convolution(rows, columns, channels), x, kernels);
    Tensor p = Numbers.random(random, patches.type());
    Tensor folded = Numbers.run(new Fold(rows, columns, 6, 7), p);
    assertThat(dot(folded, x)).isCloseTo(dot(p, patches), Offset.offset(1e-9));
  }

  private static double dot(Tensor a, Tensor b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> a.at(i) * b.at(i)).sum();
  }
}
