package dev.npusim.mapper.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BranchAndBoundTest {
  private static final int CASES = 400;

  /** A random program whose first variables are 0 or 1, and 0 everywhere satisfies it. */
  private static LinearProgram random(Random random, int binaries) {
    int n = binaries + random.nextInt(12);
    LinearProgram.Builder builder = new LinearProgram.Builder();
    for (int j = 0; j < n; j++) {
      builder.variable(0, j < binaries ? 1 : 1 + random.nextInt(5), random.nextInt(15) - 11);
    }
    int rows = 1 + random.nextInt(8);
    for (int i = 0; i < rows; i++) {
      int row = builder.row(Double.NEGATIVE_INFINITY, 1 + random.nextInt(9));
      for (int j = 0; j < n; j++) {
        if (random.nextInt(3) == 0) {
          builder.entry(row, j, random.nextInt(11) - 2);
        }
      }
    }
    return builder.build();
  }

  private static int[] first(int count) {
    return java.util.stream.IntStream.range(0, count).toArray();
  }

  /** All choices, each with a linear program for the rest. */
  private static double enumerated(LinearProgram program, int binaries) {
    double best = Double.POSITIVE_INFINITY;
    for (int choice = 0; choice < 1 << binaries; choice++) {
      DualSimplex simplex = new DualSimplex(program, () -> false);
      for (int j = 0; j < binaries; j++) {
        int value = choice >> j & 1;
        simplex.bound(j, value, value);
      }
      if (simplex.solve(Double.POSITIVE_INFINITY, 10_000) == DualSimplex.Outcome.OPTIMAL) {
        best = Math.min(best, program.objective(simplex.point()));
      }
    }
    return best;
  }

  @Test
  void findsTheBestOfAllChoices() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      int binaries = 1 + random.nextInt(7);
      LinearProgram program = random(random, binaries);
      BranchAndBound.Result result =
          new BranchAndBound(program, first(binaries), 1e-7, Long.MAX_VALUE, () -> false).run();
      double best = enumerated(program, binaries);
      double size = 1 + Math.abs(best);
      assertThat(program.violation(result.point())).as("seed %d", seed).isLessThan(1e-6);
      assertThat(program.objective(result.point()))
          .as("seed %d", seed)
          .isCloseTo(best, within(1e-5 * size));
      assertThat(result.bound()).as("seed %d", seed).isLessThan(best + 1e-6 * size);
      assertThat(result.bound()).as("seed %d", seed).isGreaterThan(best - 1e-4 * size);
      for (int j = 0; j < binaries; j++) {
        double value = result.point()[j];
        assertThat(Math.abs(value - Math.rint(value))).isLessThan(1e-5);
      }
    }
  }

  @Test
  void aStoppedSearchStillKnowsABound() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      LinearProgram program = random(random, 7);
      int[] asked = {0};
      int patience = seed % 5;
      BranchAndBound.Result result =
          new BranchAndBound(program, first(7), 0, Long.MAX_VALUE, () -> ++asked[0] > patience)
              .run();
      assertThat(result.bound()).isLessThan(enumerated(program, 7) + 1e-5);
      assertThat(result.point()).hasSize(program.width());
    }
  }
}
