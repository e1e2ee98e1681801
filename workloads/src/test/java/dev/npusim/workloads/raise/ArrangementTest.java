package dev.npusim.workloads.raise;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalModel;
import org.junit.jupiter.api.Test;

class ArrangementTest {
  private static final Binary MULTIPLY = new Binary(Binary.Function.MULTIPLY);

  private static Arrangement of(LogicalModel model) {
    return Arrangement.of(model.graph("y"), "y");
  }

  private static Expand expand(long... dims) {
    return new Expand(ImmutableLongArray.copyOf(dims));
  }

  /** Two key heads for four query heads, as exporters write it: 1 1 2 2. */
  @Test
  void headsRepeatedInPlace() {
    Arrangement found =
        of(
            new LogicalModel()
                .input("k", 1, 2, 5, 6)
                .regroup("u", "k", 1, 2, 1, 5, 6)
                .apply("e", expand(1, 2, 2, 5, 6), "u")
                .regroup("y", "e", 1, 4, 5, 6));
    assertThat(found.base()).isEqualTo("k");
    assertThat(found.repetitions(1)).isEqualTo(2);
    assertThat(found.repetitions(2)).isEqualTo(1);
    assertThat(found.repeatsOnlyWithin(1)).isTrue();
    assertThat(found.isBaseInPlace()).isTrue();
  }

  /** 1 2 1 2: all heads, then all of them again. */
  @Test
  void headsRepeatedAllTogether() {
    Arrangement found =
        of(new LogicalModel().input("k", 1, 2, 5, 6).apply("y", new Concat(1), "k", "k"));
    assertThat(found.base()).isEqualTo("k");
    assertThat(found.repetitions(1)).isEqualTo(2);
    assertThat(found.repeatsOnlyWithin(1)).isFalse();
  }

  @Test
  void repetitionElsewhereIsSeen() {
    Arrangement found =
        of(new LogicalModel().input("k", 1, 2, 5, 6).apply("y", expand(3, 2, 5, 6), "k"));
    assertThat(found.repetitions(0)).isEqualTo(3);
    assertThat(found.repeatsOnlyWithin(1)).isFalse();
    assertThat(found.repeatsOnlyWithin(0)).isTrue();
  }

  /** B,S,H*D as B,H,D,S: the heads lie right before their features. */
  @Test
  void headsTakenApartAndTurned() {
    Arrangement found =
        of(
            new LogicalModel()
                .input("x", 2, 5, 12)
                .regroup("h", "x", 2, 5, 3, 4)
                .transpose("y", "h", 0, 2, 3, 1));
    assertThat(found.base()).isEqualTo("x");
    assertThat(found.baseAxis(3)).isEqualTo(1);
    assertThat(found.baseAxis(0)).isZero();
    assertThat(found.baseAxis(1)).as("a part of an axis").isEqualTo(-1);
    assertThat(found.besides(1, 2)).isEqualTo(3);
    assertThat(found.isBaseInPlace()).isFalse();
  }

  @Test
  void knownFactorsMultiply() {
    LogicalModel model =
        new LogicalModel()
            .input("x", 2, 6)
            .reals("half", new long[0], 0.5)
            .reals("three", new long[0], 3)
            .apply("a", MULTIPLY, "x", "half")
            .transpose("t", "a", 1, 0)
            .apply("y", MULTIPLY, "three", "t");
    Arrangement found = of(model);
    assertThat(found.base()).isEqualTo("x");
    assertThat(found.factor()).isEqualTo(1.5);
    Arrangement unscaled = Arrangement.unscaled(model.graph(), "y");
    assertThat(unscaled.base()).isEqualTo("y");
    assertThat(unscaled.factor()).isEqualTo(1);
  }

  @Test
  void endsWhereSomethingIsComputed() {
    Arrangement found =
        of(
            new LogicalModel()
                .input("x", 2, 6)
                .apply("r", new Unary(Unary.Function.RELU), "x")
                .transpose("y", "r", 1, 0));
    assertThat(found.base()).isEqualTo("r");
  }

  /** Factors that cannot be told apart start again from the regrouped value. */
  @Test
  void startsAgainWhereElementsCannotBeFollowed() {
    Arrangement found =
        of(
            new LogicalModel()
                .input("x", 4, 6)
                .transpose("t", "x", 1, 0)
                .regroup("r", "t", 3, 8)
                .regroup("s", "r", 5 - 1, 6)
                .transpose("y", "s", 1, 0));
    assertThat(found.order().elements()).isEqualTo(24);
    assertThat(found.baseShape().elements()).isEqualTo(24);
  }

  @Test
  void withoutStepsItIsItself() {
    Arrangement found = Arrangement.itself(new LogicalModel().input("x", 2, 3).graph("x"), "x");
    assertThat(found.isBaseInPlace()).isTrue();
    assertThat(found.repetitions(0)).isEqualTo(1);
    assertThat(found.baseAxis(1)).isEqualTo(1);
  }
}
