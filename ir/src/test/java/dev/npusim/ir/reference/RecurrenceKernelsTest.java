package dev.npusim.ir.reference;

import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Window;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecurrenceKernelsTest {
  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  private static Tensor numbers(Random random, long... dims) {
    return Numbers.random(random, TensorType.rowMajor(dims));
  }

  /** Tokens as the lines of an image, padded above, with one group per channel. */
  @ParameterizedTest
  @MethodSource("seeds")
  void causalConvolutionIsAPaddedDepthwiseOne(int seed) {
    Random random = new Random(seed);
    int kernel = 1 + random.nextInt(4);
    int history = random.nextInt(kernel);
    int batch = 1 + random.nextInt(2);
    int tokens = history + 1 + random.nextInt(5);
    int channels = 1 + random.nextInt(4);
    Tensor x = numbers(random, batch, tokens, channels);
    Tensor weight = numbers(random, channels, 1, kernel);
    Tensor bias = numbers(random, channels);
    double[] lines = new double[x.size()];
    for (int i = 0; i < lines.length; i++) {
      int channel = i / tokens % channels;
      lines[i] = Numbers.at(x, i / tokens / channels, i % tokens, channel);
    }
    Tensor image = new Tensor(TensorType.image(batch, channels, tokens, 1), lines);
    Tensor taps = new Tensor(TensorType.rowMajor(channels, 1, kernel, 1), weight.toArray());
    Window rows = new Window(kernel, 1, kernel - 1, 0, 1);
    Tensor whole =
        Numbers.run(new Convolution(rows, Window.of(1, 1, 0), channels), image, taps, bias);
    int outputs = tokens - history;
    double[] expected = new double[batch * outputs * channels];
    for (int i = 0; i < expected.length; i++) {
      int token = history + i / channels % outputs;
      expected[i] = Numbers.at(whole, i / channels / outputs, i % channels, token, 0);
    }
    Numbers.assertClose(
        Numbers.run(new CausalConvolution(kernel, history), x, weight, bias), expected);
  }

  /**
   * The recurrence solved: the state after t is the sum over s up to t of delta[s] B[s] x[s],
   * decayed by exp(A (delta[s+1] + ... + delta[t])), and the first state decayed by all.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void scanIsTheSumOfItsDecayedInputs(int seed) {
    Random random = new Random(seed);
    int batch = 1 + random.nextInt(2);
    int tokens = 1 + random.nextInt(5);
    int channels = 1 + random.nextInt(3);
    int states = 1 + random.nextInt(3);
    Tensor x = numbers(random, batch, tokens, channels);
    Tensor delta = numbers(random, batch, tokens, channels);
    Tensor a = numbers(random, states, channels);
    Tensor b = numbers(random, batch, tokens, states);
    Tensor c = numbers(random, batch, tokens, states);
    Tensor d = numbers(random, channels);
    Tensor state = numbers(random, batch, states, channels);
    double[] expected = new double[batch * (tokens + states) * channels];
    for (int n = 0; n < batch; n++) {
      for (int ch = 0; ch < channels; ch++) {
        for (int t = 0; t < tokens; t++) {
          double y = d.at(ch) * Numbers.at(x, n, t, ch);
          for (int i = 0; i < states; i++) {
            double h =
                Numbers.at(state, n, i, ch)
                    * Math.exp(Numbers.at(a, i, ch) * sum(delta, n, 0, t, ch));
            for (int s = 0; s <= t; s++) {
              double later = Math.exp(Numbers.at(a, i, ch) * sum(delta, n, s + 1, t, ch));
              h +=
                  later
                      * Numbers.at(delta, n, s, ch)
                      * Numbers.at(b, n, s, i)
                      * Numbers.at(x, n, s, ch);
            }
            y += Numbers.at(c, n, t, i) * h;
            if (t == tokens - 1) {
              expected[(batch * tokens + n * states + i) * channels + ch] = h;
            }
          }
          expected[(n * tokens + t) * channels + ch] = y;
        }
      }
    }
    Numbers.assertClose(Numbers.run(new SelectiveScan(), x, delta, a, b, c, d, state), expected);
  }

  private static double sum(Tensor delta, int batch, int from, int to, int channel) {
    return IntStream.rangeClosed(from, to)
        .mapToDouble(t -> Numbers.at(delta, batch, t, channel))
        .sum();
  }

  /** Narrower tables turn the first part of each head as if it were the head. */
  @ParameterizedTest
  @MethodSource("seeds")
  void partialRotationLeavesTheRest(int seed) {
    Random random = new Random(seed);
    int heads = 1 + random.nextInt(3);
    int turned = 2 * (1 + random.nextInt(3));
    int size = turned + random.nextInt(4);
    int tokens = 1 + random.nextInt(4);
    Tensor x = numbers(random, 2, tokens, heads * size);
    Tensor cosines = numbers(random, tokens, turned);
    Tensor sines = numbers(random, tokens, turned);
    double[] parts = new double[2 * tokens * heads * turned];
    Arrays.setAll(parts, i -> x.at(i / turned * size + i % turned));
    Tensor first =
        Numbers.run(
            new Rope(heads),
            Tensor.of(Shape.of(2, tokens, (long) heads * turned), parts),
            cosines,
            sines);
    double[] expected = x.toArray();
    for (int i = 0; i < parts.length; i++) {
      expected[i / turned * size + i % turned] = first.at(i);
    }
    Numbers.assertClose(Numbers.run(new Rope(heads), x, cosines, sines), expected);
  }
}
