package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;

/** How little operands can cost together that share reads between instances. */
final class Sharing {
  private static final int BISECTIONS = 40;

  private Sharing() {}

  /**
   * The least of the sum of {@code weight[o] / s[o]} where every {@code s[o]} is at least 1 and at
   * most {@code most[o]} and their product at most {@code together}: terms are equal but where a
   * limit holds. Found by bisection, from below.
   */
  static double least(double[] weight, double[] most, double together) {
    double low = 0;
    double high = 0;
    for (double each : weight) {
      high += each;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double term = (low + high) / 2;
      double product = 1;
      for (int o = 0; o < weight.length; o++) {
        product *= share(weight[o], most[o], term);
      }
      if (product > together) {
        low = term;
      } else {
        high = term;
      }
    }
    double least = 0;
    for (int o = 0; o < weight.length; o++) {
      least += weight[o] / share(weight[o], most[o], low);
    }
    return least;
  }

  private static double share(double weight, double most, double term) {
    return term <= 0 ? most : Real.max(1, Real.min(most, weight / term));
  }
}
