package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Normalization;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the mean and variance of the elements that belong together, picked one by one. */
class NormalizationKernelTest {
  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  /** Place of an element of an image. */
  private record Place(int n, int c, int h, int w) {}

  private static Place place(Tensor x, int index) {
    return new Place(
        index / (x.dim(1) * x.dim(2) * x.dim(3)),
        index / (x.dim(2) * x.dim(3)) % x.dim(1),
        index / x.dim(3) % x.dim(2),
        index % x.dim(3));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void groupsInstancesAndRows(int seed) {
    Random random = new Random(seed);
    int groups = 1 + random.nextInt(3);
    int channels = groups * (1 + random.nextInt(3));
    double epsilon = random.nextDouble() / 10;
    boolean rows = seed % 4 == 3;
    Normalization op =
        switch (seed % 4) {
          case 0 -> Normalization.group(groups, epsilon);
          case 1 -> new Normalization(Normalization.Kind.INSTANCE, 1, epsilon);
          default -> Normalization.layer(epsilon);
        };
    int height = 1 + random.nextInt(4);
    TensorType type =
        rows
            ? TensorType.rowMajor(2, 3, height, channels)
            : TensorType.image(2, channels, height, 3);
    Tensor x = Numbers.random(random, type);
    Tensor scale = Numbers.random(random, TensorType.rowMajor(channels));
    Tensor shift = Numbers.random(random, TensorType.rowMajor(channels));
    double[] expected = new double[x.size()];
    for (int i = 0; i < expected.length; i++) {
      Place own = place(x, i);
      int column = rows ? own.w : own.c;
      expected[i] =
          normalized(x, i, epsilon, other -> together(op, rows, channels, own, other))
                  * scale.at(column)
              + shift.at(column);
    }
    Numbers.assertClose(Numbers.run(op, x, scale, shift), expected);
  }

  private static boolean together(Normalization op, boolean rows, int channels, Place a, Place b) {
    int perGroup = channels / op.groups();
    return switch (op.kindOf()) {
      case GROUP -> a.n == b.n && a.c / perGroup == b.c / perGroup;
      case INSTANCE -> a.n == b.n && a.c == b.c;
      // A row holds the channels of one position of an image, else the last axis.
      default -> a.n == b.n && a.h == b.h && (rows ? a.c == b.c : a.w == b.w);
    };
  }

  private static double normalized(Tensor x, int index, double epsilon, Predicate<Place> together) {
    double[] members =
        IntStream.range(0, x.size())
            .filter(i -> together.test(place(x, i)))
            .mapToDouble(x::at)
            .toArray();
    double mean = Arrays.stream(members).average().getAsDouble();
    double variance = Arrays.stream(members).map(v -> v * v).average().getAsDouble() - mean * mean;
    return (x.at(index) - mean) / Math.sqrt(variance + epsilon);
  }
}
