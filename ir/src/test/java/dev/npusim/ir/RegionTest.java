package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against grids of single elements. */
class RegionTest {
  private static final int SIZE = 7;

  private static Region random(Random random) {
    int row = random.nextInt(SIZE);
    int column = random.nextInt(SIZE);
    return new Region(
        row,
        row + random.nextInt(SIZE + 1 - row),
        column,
        column + random.nextInt(SIZE + 1 - column));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void withoutLeavesEveryOtherElementOnce(long seed) {
    Random random = new Random(seed * 7919);
    for (int i = 0; i < 200; i++) {
      Region from = random(random);
      List<Region> others = List.of(random(random), random(random), random(random));
      List<Region> rest = from.without(others);
      assertThat(rest).noneMatch(Region::isEmpty);
      for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
          Region element = new Region(row, row + 1, column, column + 1);
          boolean left =
              from.contains(element) && others.stream().noneMatch(o -> o.contains(element));
          assertThat(rest.stream().filter(part -> part.contains(element)).count())
              .as("%s of %s without %s", element, from, others)
              .isEqualTo(left ? 1 : 0);
        }
      }
    }
  }
}
