package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Resize.Coordinates;
import dev.npusim.ir.op.Resize.Filter;
import dev.npusim.ir.op.Resize.Rounding;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against sums over the whole image, each pixel weighted by its distance. */
class ResizeKernelTest {
  /** Every combination of filter, coordinates and rounding with several sizes. */
  static IntStream seeds() {
    return IntStream.range(0, 240);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void resize(int seed) {
    Random random = new Random(seed);
    Filter filter = Filter.values()[seed % 3];
    Coordinates coordinates = Coordinates.values()[seed / 3 % 5];
    Rounding rounding = Rounding.values()[seed / 15 % 4];
    int height = 1 + random.nextInt(9);
    int width = 1 + random.nextInt(9);
    Tensor x =
        Numbers.random(
            random, TensorType.image(1, 2, 1 + random.nextInt(5), 1 + random.nextInt(5)));
    // Between the ratio and a little more, as where a file gives 1.7 for 6 pixels.
    double rowScale = random.nextBoolean() ? 0 : (height + 0.4) / x.dim(2);
    Resize.Sampling sampling =
        new Resize.Sampling(coordinates, rounding, rowScale, 0, -0.75 + random.nextDouble() / 2);
    Tensor y = Numbers.run(new Resize(filter, height, width, sampling), x);
    double[] expected = new double[y.size()];
    for (int i = 0; i < expected.length; i++) {
      double vertical = position(coordinates, i / width % height, x.dim(2), height, rowScale);
      double horizontal = position(coordinates, i % width, x.dim(3), width, 0);
      expected[i] = sample(x, i / (height * width), filter, sampling, vertical, horizontal);
    }
    Numbers.assertClose(y, expected);
  }

  /** The formulas of ONNX's Resize, in its own names. */
  private static double position(
      Coordinates coordinates, int xResized, int lengthOriginal, int lengthResized, double given) {
    double scale = given == 0 ? (double) lengthResized / lengthOriginal : given;
    return switch (coordinates) {
      case HALF_PIXEL -> (xResized + 0.5) / scale - 0.5;
      case PYTORCH_HALF_PIXEL -> lengthResized > 1 ? (xResized + 0.5) / scale - 0.5 : 0;
      case HALF_PIXEL_SYMMETRIC -> {
        double adjustment = lengthResized / (scale * lengthOriginal);
        double center = lengthOriginal / 2.0;
        double offset = center * (1 - adjustment);
        yield offset + (xResized + 0.5) / scale - 0.5;
      }
      case ASYMMETRIC -> xResized / scale;
      case ALIGN_CORNERS ->
          lengthResized == 1 ? 0 : (double) xResized * (lengthOriginal - 1) / (lengthResized - 1);
    };
  }

  private static double sample(
      Tensor x,
      int channel,
      Filter filter,
      Resize.Sampling sampling,
      double vertical,
      double horizontal) {
    double sum = 0;
    for (int h = -12; h < 24; h++) {
      for (int w = -12; w < 24; w++) {
        double weight =
            weight(filter, sampling, vertical, h) * weight(filter, sampling, horizontal, w);
        int row = Math.min(Math.max(h, 0), x.dim(2) - 1);
        int column = Math.min(Math.max(w, 0), x.dim(3) - 1);
        sum += weight * Numbers.at(x, 0, channel, row, column);
      }
    }
    return sum;
  }

  private static double weight(
      Filter filter, Resize.Sampling sampling, double position, int pixel) {
    double d = Math.abs(position - pixel);
    double a = sampling.cubic();
    return switch (filter) {
      case NEAREST -> isNearest(sampling.rounding(), position, pixel) ? 1 : 0;
      case LINEAR -> Math.max(0, 1 - d);
      case CUBIC ->
          d <= 1
              ? (a + 2) * d * d * d - (a + 3) * d * d + 1
              : d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0;
    };
  }

  private static boolean isNearest(Rounding rounding, double position, int pixel) {
    double ahead = pixel - position;
    return switch (rounding) {
      case HALF_DOWN -> ahead >= -0.5 && ahead < 0.5;
      case HALF_UP -> ahead > -0.5 && ahead <= 0.5;
      case FLOOR -> ahead > -1 && ahead <= 0;
      case CEIL -> ahead >= 0 && ahead < 1;
    };
  }
}
