package dev.npusim.mapper.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A feasible point whose cost is the dual bound proves itself, whoever found it. */
class DualSimplexTest {
  private static final int CASES = 2_000;

  private static DualSimplex solved(LinearProgram program) {
    DualSimplex simplex = new DualSimplex(program, () -> false);
    assertThat(simplex.solve(Double.POSITIVE_INFINITY, 100_000))
        .isEqualTo(DualSimplex.Outcome.OPTIMAL);
    return simplex;
  }

  private static void isProven(LinearProgram program, DualSimplex simplex, String which) {
    double[] point = simplex.point();
    assertThat(program.violation(point)).as(which).isLessThan(1e-6);
    double objective = program.objective(point);
    // Costs are perturbed by a millionth of their size.
    double size = size(program);
    assertThat(simplex.bound()).as(which).isCloseTo(objective, within(3e-5 * size));
    assertThat(simplex.bound()).as(which).isLessThan(objective + 1e-8 * size);
  }

  /** What the objective may be at most, whatever its sign. */
  private static double size(LinearProgram program) {
    double size = 1;
    for (int j = 0; j < program.width(); j++) {
      double far = Math.max(Math.abs(program.lower[j]), Math.abs(program.upper[j]));
      size += Math.abs(program.cost[j]) * far;
    }
    return size;
  }

  /** max 3a + 5b, a at most 4, 2b at most 12, 3a + 2b at most 18: 36 at (2, 6). */
  @Test
  void solvesATextbookExample() {
    LinearProgram.Builder builder = new LinearProgram.Builder();
    int a = builder.variable(0, 4, -3);
    int b = builder.variable(0, 100, -5);
    int first = builder.row(Double.NEGATIVE_INFINITY, 12);
    int second = builder.row(Double.NEGATIVE_INFINITY, 18);
    builder.entry(first, b, 2).entry(second, a, 3).entry(second, b, 2);
    builder.constant(7);
    LinearProgram program = builder.build();
    DualSimplex simplex = solved(program);
    assertThat(simplex.value(a)).isCloseTo(2, within(1e-6));
    assertThat(simplex.value(b)).isCloseTo(6, within(1e-6));
    assertThat(program.objective(simplex.point())).isCloseTo(7 - 36, within(1e-5));
    isProven(program, simplex, "textbook");
  }

  /** Random programs around a point that satisfies them, dense and sparse, with equations. */
  @Test
  void provesRandomPrograms() {
    for (int seed = 0; seed < CASES; seed++) {
      LinearProgram program = random(new Random(seed));
      isProven(program, solved(program), "seed " + seed);
    }
  }

  static LinearProgram random(Random random) {
    int n = 1 + random.nextInt(30);
    int m = random.nextInt(25);
    double density = random.nextBoolean() ? 0.15 : 0.7;
    LinearProgram.Builder builder = new LinearProgram.Builder();
    double[] inside = new double[n];
    for (int j = 0; j < n; j++) {
      double from = random.nextInt(5) - 2;
      double to = from + random.nextInt(6);
      inside[j] = from + (to - from) * random.nextDouble();
      builder.variable(from, to, random.nextInt(3) == 0 ? 0 : random.nextInt(21) - 10);
    }
    for (int i = 0; i < m; i++) {
      double[] row = new double[n];
      double sum = 0;
      for (int j = 0; j < n; j++) {
        if (random.nextDouble() < density) {
          row[j] = random.nextInt(9) - 4;
          sum += row[j] * inside[j];
        }
      }
      int kind = random.nextInt(5);
      double below = kind == 0 ? 0 : random.nextInt(3);
      double above = kind == 0 ? 0 : random.nextInt(3);
      int at =
          builder.row(
              kind == 1 ? Double.NEGATIVE_INFINITY : sum - below,
              kind == 2 ? Double.POSITIVE_INFINITY : sum + above);
      for (int j = 0; j < n; j++) {
        builder.entry(at, j, row[j]);
      }
    }
    return builder.build();
  }

  /** Bounds change and the basis stays: the same optimum as from the beginning. */
  @Test
  void goesOnAfterBoundsChange() {
    for (int seed = 0; seed < CASES / 4; seed++) {
      Random random = new Random(seed);
      LinearProgram program = random(random);
      DualSimplex warm = solved(program);
      double[] before = warm.point();
      Basis basis = warm.basis();
      int changed = random.nextInt(program.width());
      double value = Math.rint(before[changed]);
      DualSimplex cold = new DualSimplex(program, () -> false);
      warm.bound(changed, value, value);
      cold.bound(changed, value, value);
      DualSimplex.Outcome outcome = cold.solve(Double.POSITIVE_INFINITY, 100_000);
      assertThat(warm.solve(Double.POSITIVE_INFINITY, 100_000)).isEqualTo(outcome);
      if (outcome == DualSimplex.Outcome.OPTIMAL) {
        double objective = program.objective(cold.point());
        assertThat(program.objective(warm.point()))
            .as("seed %d", seed)
            .isCloseTo(objective, within(3e-5 * size(program)));
      }
      warm.bound(changed, program.lower[changed], program.upper[changed]);
      warm.restore(basis);
      warm.solve(Double.POSITIVE_INFINITY, 100_000);
      isProven(program, warm, "back, seed " + seed);
    }
  }

  @Test
  void findsThatThereIsNoPoint() {
    LinearProgram.Builder builder = new LinearProgram.Builder();
    int a = builder.variable(0, 1, 1);
    int b = builder.variable(0, 1, 1);
    int row = builder.row(2.5, Double.POSITIVE_INFINITY);
    builder.entry(row, a, 1).entry(row, b, 1);
    assertThat(new DualSimplex(builder.build(), () -> false).solve(Double.POSITIVE_INFINITY, 100))
        .isEqualTo(DualSimplex.Outcome.INFEASIBLE);
  }

  @Test
  void anyPricesGiveABound() {
    for (int seed = 0; seed < CASES / 4; seed++) {
      Random random = new Random(seed);
      LinearProgram program = random(random);
      double best = program.objective(solved(program).point());
      double[] prices = random.doubles(program.height(), -5, 5).toArray();
      assertThat(program.dualBound(prices, program.lower, program.upper))
          .isLessThan(best + 3e-5 * size(program));
    }
  }

  @Test
  void variablesAreBounded() {
    LinearProgram.Builder builder = new LinearProgram.Builder();
    assertThatThrownBy(() -> builder.variable(0, Double.POSITIVE_INFINITY, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.row(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
