package dev.npusim.viz.html;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for a screen: four digits. */
final class Brief {
  private static final MathContext DIGITS = new MathContext(4);

  private Brief() {}

  /** 0 for what is no number. */
  static BigDecimal of(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros()
        : BigDecimal.ZERO;
  }
}
