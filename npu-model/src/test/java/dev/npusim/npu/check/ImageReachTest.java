package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Window;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReachTest {
  /** The same by enumerating every tap of every output. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isEveryTapOfEveryOutput(long seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 100; trial++) {
      Window rows = window(random);
      Window columns = window(random);
      int images = 1 + random.nextInt(2);
      int height = 9 + random.nextInt(8);
      int width = 9 + random.nextInt(8);
      int p = (int) rows.outputs(height);
      int q = (int) columns.outputs(width);
      int from = random.nextInt(images * p * q);
      int to = from + 1 + random.nextInt(images * p * q - from);
      ImageReach reach =
          ImageReach.of(
              Shape.of(images, 3, height, width), Shape.of(images, 5, p, q), rows, columns);

      TreeSet<Integer> expected = new TreeSet<>();
      for (int out = from; out < to; out++) {
        for (int r = 0; r < rows.kernel(); r++) {
          for (int s = 0; s < columns.kernel(); s++) {
            int h = out / q % p * rows.stride() - rows.padBefore() + r * rows.dilation();
            int w = out % q * columns.stride() - columns.padBefore() + s * columns.dilation();
            if (h >= 0 && h < height && w >= 0 && w < width) {
              expected.add((out / q / p * height + h) * width + w);
            }
          }
        }
      }
      TreeSet<Integer> found = new TreeSet<>();
      ImmutableIntArray runs = reach.runs(from, to);
      for (int i = 0; i < runs.length(); i += 2) {
        for (int position = runs.get(i); position < runs.get(i + 1); position++) {
          assertThat(found.add(position)).isTrue();
        }
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  private static Window window(Random random) {
    int kernel = 1 + random.nextInt(4);
    return new Window(
        kernel,
        1 + random.nextInt(3),
        random.nextInt(kernel),
        random.nextInt(kernel),
        1 + random.nextInt(2));
  }
}
