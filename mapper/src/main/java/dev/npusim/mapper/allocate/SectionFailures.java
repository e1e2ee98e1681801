package dev.npusim.mapper.allocate;

/**
 * In which sections branches of a search ended, recent ones counting more: where a problem is hard,
 * which a search should decide first (the weighted degrees of Boussemart et al. 2004, which decay
 * as activities of SAT solvers do).
 */
final class SectionFailures {
  /**
   * What each failure counts more than the one before: an assumption, better than 1 on few cases.
   */
  private static final double GROWTH = 1.02;

  /** Weights are scaled down from here on. */
  private static final double MOST = 1e100;

  private final double[] weight;
  private double next = 1;

  SectionFailures(int sections) {
    weight = new double[sections];
  }

  void add(int section) {
    weight[section] += next;
    next *= GROWTH;
    if (next > MOST) {
      for (int s = 0; s < weight.length; s++) {
        weight[s] /= MOST;
      }
      next /= MOST;
    }
  }

  double weight(int section) {
    return weight[section];
  }
}
