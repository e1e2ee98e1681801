package dev.npusim.npu.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  @Test
  void medianIsTheMiddleOneOrTheMeanOfTwo() {
    assertThat(Errors.of(new double[] {3}).median()).isEqualTo(3);
    assertThat(Errors.of(new double[] {9, 1, 2}).median()).isEqualTo(2);
    assertThat(Errors.of(new double[] {9, 1, 2, 4}).median()).isEqualTo(3);
  }

  /** Nearest rank: of n errors the ceil(0.9 n)-th. */
  @Test
  void ninetyPercentDoNotExceedTheNinetiethPercentile() {
    for (int size = 1; size <= 40; size++) {
      double[] errors = IntStream.rangeClosed(1, size).mapToDouble(i -> i).toArray();
      Errors of = Errors.of(errors);
      assertThat(of.p90()).as("%s errors", size).isEqualTo(Math.ceil(size * 9 / 10.0));
      assertThat(of.worst()).isEqualTo(size);
    }
  }

  @Test
  void theSampleIsNotChanged() {
    double[] errors = {3, 1, 2};
    Errors.of(errors);
    assertThat(errors).containsExactly(3, 1, 2);
    assertThatThrownBy(() -> Errors.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anErrorIsAShareOfTheReference() {
    assertThat(new ComparedQuantity.Case("a", 10, 11).error()).isCloseTo(0.1, within());
    assertThat(new ComparedQuantity.Case("a", 10, 9).error()).isCloseTo(-0.1, within());
    assertThat(new ComparedQuantity.Case("a", 0, 0).error()).isZero();
    assertThat(new ComparedQuantity.Case("a", 0, 1).error()).isInfinite();
  }

  @Test
  void barsJudgeTheirStatistic() {
    assertThat(quantity(Bar.median(0.1, "")).meets()).isTrue();
    assertThat(quantity(Bar.worst(0.4, "")).meets()).isFalse();
    assertThat(quantity(Bar.worst(0.5, "")).meets()).isTrue();
    assertThat(quantity(Bar.exact("")).meets()).isFalse();
    assertThat(quantity(null).meets()).isTrue();
    assertThat(quantity(null).exact()).isEqualTo(1);
  }

  /** Errors of 0, 10 % and -50 %. */
  private static ComparedQuantity quantity(@org.jspecify.annotations.Nullable Bar bar) {
    return new ComparedQuantity(
        "cycles",
        "cycles",
        Optional.ofNullable(bar),
        ImmutableList.of(
            new ComparedQuantity.Case("a", 10, 10),
            new ComparedQuantity.Case("b", 64, 70.4 - 1e-12),
            new ComparedQuantity.Case("c", 10, 5)));
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-12);
  }
}
