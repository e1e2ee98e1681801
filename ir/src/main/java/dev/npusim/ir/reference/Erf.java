package dev.npusim.ir.reference;

/**
 * The error function to double precision: its series of positive terms near 0, the continued
 * fraction of its complement elsewhere (Abramowitz and Stegun, Handbook of Mathematical Functions,
 * 7.1.6 and 7.1.14).
 */
final class Erf {
  private static final double SERIES_BELOW = 3;
  private static final int FRACTION_TERMS = 60;

  private Erf() {}

  static double of(double x) {
    double a = Math.abs(x);
    return Math.copySign(a < SERIES_BELOW ? series(a) : 1 - complement(a), x);
  }

  /** 2/sqrt(pi) exp(-x^2) times the sum of 2^n x^(2n+1) / (2n+1)!! . */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** exp(-x^2)/sqrt(pi) over x + (1/2)/(x + 1/(x + (3/2)/(x + ...))). */
  private static double complement(double x) {
    double tail = x;
    for (int n = FRACTION_TERMS; n >= 1; n--) {
      tail = x + n / 2.0 / tail;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
  }
}
