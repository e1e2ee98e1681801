package dev.npusim.mapper.linear;

/**
 * Which variable enters: prices move until a reduced cost would change its sign. Where that
 * variable has another bound near enough to go to, it goes there and the prices move on (Maros, "A
 * generalized dual phase-2 simplex algorithm", 2003). Among ties within a tolerance the largest
 * pivot is taken (Harris, 1973).
 */
final class RatioTest {
  private static final double TOLERANCE = 1e-9;

  private final int[] candidate;
  private int candidates;
  private final int[] flipped;
  private int flippedCount;
  private int tied;

  RatioTest(int size) {
    candidate = new int[size];
    flipped = new int[size];
  }

  int flipped() {
    return flippedCount;
  }

  int flipped(int k) {
    return flipped[k];
  }

  /** Variables that the prices may pass by a rounding error although they do not enter. */
  int tied() {
    return tied;
  }

  int tied(int k) {
    return candidate[k];
  }

  /**
   * The entering variable, or -1; {@link #flipped} are those to flip first.
   *
   * @param above whether the leaving variable is above its upper bound
   * @param excess by how much it is outside
   * @param row its tableau row, at the {@code touched} places
   */
  int choose(
      boolean above,
      double excess,
      int[] touched,
      int count,
      double[] row,
      double[] reduced,
      DualSimplex simplex) {
    candidates = 0;
    flippedCount = 0;
    tied = 0;
    for (int k = 0; k < count; k++) {
      int j = touched[k];
      double a = above ? row[j] : -row[j];
      boolean blocks =
          simplex.isAtUpper(j) ? a < -DualSimplex.leastPivot() : a > DualSimplex.leastPivot();
      if (blocks && simplex.range(j) > 0) {
        candidate[candidates++] = j;
      }
    }
    double slope = excess;
    while (candidates > 0) {
      double reach = Double.POSITIVE_INFINITY;
      for (int k = 0; k < candidates; k++) {
        int j = candidate[k];
        reach = Math.min(reach, (Math.abs(reduced[j]) + TOLERANCE) / Math.abs(row[j]));
      }
      double passed = 0;
      int best = -1;
      int group = 0;
      for (int k = 0; k < candidates; k++) {
        int j = candidate[k];
        double size = Math.abs(row[j]);
        if (Math.abs(reduced[j]) / size <= reach) {
          passed += size * simplex.range(j);
          if (best < 0 || size > Math.abs(row[best])) {
            best = j;
          }
          candidate[k] = candidate[group];
          candidate[group++] = j;
        }
      }
      if (slope - passed < TOLERANCE) {
        tied = group;
        return best;
      }
      slope -= passed;
      for (int k = 0; k < group; k++) {
        flipped[flippedCount++] = candidate[k];
      }
      candidates -= group;
      System.arraycopy(candidate, group, candidate, 0, candidates);
    }
    return -1;
  }
}
