package dev.npusim.viz.compare;

import dev.npusim.viz.compare.Direction.Verdict;

/**
 * A figure of one run against the same of the first.
 *
 * @param difference this minus the first, in the figure's unit
 * @param share of the first; NaN where that is zero and this is not
 */
public record Delta(double difference, double share, Verdict verdict) {
  /** Energies are sums of doubles in another order for every schedule; less is no change. */
  private static final double ROUNDING = 1e-12;

  static Delta of(double first, double value, Direction direction) {
    double exact = value - first;
    double difference = Math.abs(exact) <= ROUNDING * Math.abs(first) ? 0 : exact;
    return new Delta(
        difference,
        difference == 0 ? 0 : first == 0 ? Double.NaN : difference / first,
        direction.verdict(difference));
  }
}
