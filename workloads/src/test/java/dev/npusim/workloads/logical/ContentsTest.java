package dev.npusim.workloads.logical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentsTest {
  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  /** Against indices worked out element by element. */
  @ParameterizedTest
  @MethodSource("seeds")
  void transposedMovesEveryElementToItsPlace(int seed) {
    Random random = new Random(seed);
    int rank = random.nextInt(5);
    long[] dims = IntStream.range(0, rank).mapToLong(i -> 1 + random.nextInt(4)).toArray();
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.shuffle(axes, random);
    int elements = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    double[] numbers = random.doubles(elements).toArray();
    Literal lazy =
        Literal.of("w", ImmutableLongArray.copyOf(dims), DataType.FLOAT32, numbers::clone);
    Literal eager =
        Literal.ofReals("w", ImmutableLongArray.copyOf(dims), DataType.FLOAT32, numbers);

    Literal turned = lazy.transposed(axes);
    double[] found = turned.numbers();
    assertThat(eager.transposed(axes).numbers()).isEqualTo(found);
    for (int i = 0; i < elements; i++) {
      long[] at = new long[rank];
      int rest = i;
      for (int axis = rank - 1; axis >= 0; axis--) {
        at[axis] = rest % turned.dims().get(axis);
        rest /= (int) turned.dims().get(axis);
      }
      int from = 0;
      for (int axis = 0; axis < rank; axis++) {
        from = from * (int) dims[axis] + (int) at[axes.indexOf(axis)];
      }
      assertThat(found[i]).isEqualTo(numbers[from]);
    }
    List<Integer> back = IntStream.range(0, rank).mapToObj(axes::indexOf).toList();
    assertThat(turned.transposed(back)).isEqualTo(lazy);
  }

  @Test
  void transposedBehindAReshapeMovesTheReshapedAxes() {
    Literal table =
        Literal.of(
            "w",
            ImmutableLongArray.of(2, 3),
            DataType.FLOAT32,
            () -> new double[] {1, 2, 3, 4, 5, 6});
    Literal turned = table.transposed(List.of(1, 0));
    assertThat(turned.numbers()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(turned.withDims(ImmutableLongArray.of(2, 3)).transposed(List.of(1, 0)).numbers())
        .containsExactly(1, 5, 4, 3, 2, 6);
  }

  @Test
  void convertedCutsToWhatTheTypeHolds() {
    Literal reals = Literal.ofReals("w", ImmutableLongArray.of(3), DataType.FLOAT32, -1.5, 0, 0.25);
    assertThat(reals.converted("c", DataType.INT32).numbers()).containsExactly(-1, 0, 0);
    assertThat(reals.converted("c", DataType.BOOL).numbers()).containsExactly(1, 0, 1);
    assertThat(reals.converted("c", DataType.FLOAT16).numbers()).containsExactly(-1.5, 0, 0.25);
    Literal lazy =
        Literal.of(
            "w", ImmutableLongArray.of(3), DataType.FLOAT32, () -> new double[] {-1.5, 0, 0.25});
    assertThat(lazy.converted("c", DataType.INT32).numbers()).containsExactly(-1, 0, 0);
    assertThat(
            Literal.unknown("w", ImmutableLongArray.of(3), DataType.FLOAT32)
                .converted("c", DataType.BOOL)
                .numbers())
        .isNull();
  }
}
