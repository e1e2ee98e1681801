package dev.npusim.npu.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastSquaresTest {
  /** Anscombe's first data set (The American Statistician, 1973): y = 3.00 + 0.500 x. */
  @Test
  void aStraightLineHasItsPublishedCoefficients() {
    double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    double[][] a = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      a[i] = new double[] {1, x[i]};
    }
    double[] solution = LeastSquares.nonNegative(a, y);
    assertThat(solution[0]).isCloseTo(3.0001, within(1e-4));
    assertThat(solution[1]).isCloseTo(0.5001, within(1e-4));
  }

  @Test
  void aCoefficientThatWouldBeNegativeIsZero() {
    // y = 2 x - 1 falls below what a constant of its own could take away.
    double[][] a = {{1, 1}, {2, 1}, {3, 1}};
    double[] solution = LeastSquares.nonNegative(a, new double[] {1, 3, 5});
    assertThat(solution[1]).isZero();
    assertThat(solution[0]).isCloseTo(22.0 / 14, within(1e-12));
  }

  /** Karush, Kuhn and Tucker: the gradient is 0 where a coefficient is positive, else not below. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void noNeighbourIsBetter(int terms) {
    Random random = new Random(terms);
    int zeros = 0;
    for (int run = 0; run < 50; run++) {
      double[][] a = new double[terms + 1 + random.nextInt(8)][terms];
      double[] b = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        b[i] = random.nextDouble();
        for (int j = 0; j < terms; j++) {
          // Columns of very different size, as areas and bandwidths are.
          a[i][j] = random.nextDouble() * Math.pow(10, 3 * j - 6);
        }
      }
      double[] x = LeastSquares.nonNegative(a, b);
      for (int j = 0; j < terms; j++) {
        double gradient = 0;
        for (int i = 0; i < a.length; i++) {
          double off = -b[i];
          for (int k = 0; k < terms; k++) {
            off += a[i][k] * x[k];
          }
          gradient += off * a[i][j] / LeastSquares.norm(a, j);
        }
        assertThat(x[j]).isNotNegative();
        if (x[j] > 0) {
          assertThat(gradient).isCloseTo(0, within(1e-9));
        } else {
          zeros++;
          assertThat(gradient).isGreaterThan(-1e-9);
        }
      }
    }
    assertThat(zeros > 0).isEqualTo(terms > 1);
  }

  @Test
  void dependentColumnsAreSeenWhateverTheirSize() {
    double[][] same = {{1e-9, 3e6}, {2e-9, 6e6}, {5e-9, 15e6}};
    assertThat(LeastSquares.rank(same)).isEqualTo(1);
    double[][] other = {{1e-9, 3e6}, {2e-9, 6e6}, {5e-9, 16e6}};
    assertThat(LeastSquares.rank(other)).isEqualTo(2);
    assertThat(LeastSquares.rank(new double[][] {{0, 1}, {0, 2}})).isEqualTo(1);
  }
}
