package dev.npusim.ir.reference;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling against the elements of each window, looked up one by one. */
class WindowKernelsTest {
  static IntStream seeds() {
    return IntStream.range(0, 90);
  }

  /** A window none of whose positions lies outside altogether. */
  private static Window window(Random random) {
    int kernel = 1 + random.nextInt(3);
    return new Window(
        kernel,
        1 + random.nextInt(3),
        random.nextInt(kernel),
        random.nextInt(kernel),
        1 + random.nextInt(2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pool(int seed) {
    Random random = new Random(seed);
    Window rows = window(random);
    Window columns = window(random);
    Pool.Function function = Pool.Function.values()[seed % 3];
    Pool op = new Pool(function, rows, columns, random.nextBoolean());
    Tensor x = Numbers.random(random, TensorType.image(2, 2, 6, 7));
    Tensor y = Numbers.run(op, x);
    double[] expected = new double[y.size()];
    for (int i = 0; i < expected.length; i++) {
      int channel = i / (y.dim(2) * y.dim(3));
      List<Double> members = new ArrayList<>();
      for (int h = 0; h < 6; h++) {
        for (int w = 0; w < 7; w++) {
          if (reads(rows, i / y.dim(3) % y.dim(2), h) && reads(columns, i % y.dim(3), w)) {
            members.add(Numbers.at(x, channel / 2, channel % 2, h, w));
          }
        }
      }
      expected[i] = taken(op, members);
    }
    Numbers.assertClose(y, expected);
  }

  /** Whether some tap of the window at {@code output} falls on {@code input}. */
  private static boolean reads(Window window, int output, int input) {
    return IntStream.range(0, window.kernel())
        .anyMatch(
            tap ->
                output * window.stride() + tap * window.dilation() == input + window.padBefore());
  }

  private static double taken(Pool op, List<Double> members) {
    double taps = op.rows().kernel() * op.columns().kernel();
    double sum = members.stream().mapToDouble(v -> v).sum();
    return switch (op.function()) {
      case MAX -> members.stream().mapToDouble(v -> v).max().orElse(Double.NEGATIVE_INFINITY);
      case AVERAGE -> sum / (op.countPadding() ? taps : members.size());
      case EUCLIDEAN -> Math.sqrt(members.stream().mapToDouble(v -> v * v).sum());
    };
  }

  /** Padding against walking outwards from the edge, one step at a time. */
  @ParameterizedTest
  @MethodSource("seeds")
  void pad(int seed) {
    Random random = new Random(seed);
    Pad.Fill fill = Pad.Fill.values()[seed % 4];
    int rows = 1 + random.nextInt(4);
    int columns = 1 + random.nextInt(4);
    int above = random.nextInt(5);
    int left = random.nextInt(5);
    TensorType target =
        TensorType.rowMajor(rows + above + random.nextInt(5), columns + left + random.nextInt(5));
    Tensor x = Numbers.random(random, TensorType.rowMajor(rows, columns));
    Tensor y = Numbers.run(new Pad(target, ImmutableList.of(above, left), fill, 7), x);
    double[] expected = new double[y.size()];
    for (int i = 0; i < expected.length; i++) {
      int row = walk(fill, i / y.dim(1) - above, rows);
      int column = walk(fill, i % y.dim(1) - left, columns);
      expected[i] = row < 0 || column < 0 ? 7 : Numbers.at(x, row, column);
    }
    Numbers.assertClose(y, expected);
  }

  /** Steps from element 0 to {@code position}, turning or jumping at the ends; -1 is outside. */
  private static int walk(Pad.Fill fill, int position, int extent) {
    int at = 0;
    int direction = Integer.signum(position);
    boolean outside = false;
    for (int step = 0; step < Math.abs(position); step++) {
      boolean end = at + direction < 0 || at + direction >= extent;
      outside |= end;
      switch (fill) {
        case CONSTANT, EDGE -> at = end ? at : at + direction;
        case WRAP -> at = Math.floorMod(at + direction, extent);
        case REFLECT -> {
          direction = end ? -direction : direction;
          at = extent == 1 ? 0 : at + direction;
        }
      }
    }
    return outside && fill == Pad.Fill.CONSTANT ? -1 : at;
  }
}
