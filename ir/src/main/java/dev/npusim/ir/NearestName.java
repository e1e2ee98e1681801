package dev.npusim.ir;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The name somebody probably meant: the candidate with the fewest typing errors (a letter added,
 * lost, wrong, or two neighbours swapped; case does not count).
 */
public final class NearestName {
  private NearestName() {}

  /**
   * The nearest candidate, the first one among equals; empty when none is near, that is when more
   * than a third of the letters would have to change; two are allowed from four letters on, one
   * below.
   */
  public static Optional<String> of(String wanted, Collection<String> candidates) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    int best = (wanted.length() <= 3 ? 1 : Math.max(2, wanted.length() / 3)) + 1;
    String nearest = "";
    for (String candidate : candidates) {
      // The difference in length is a lower bound of the distance.
      if (Math.abs(candidate.length() - wanted.length()) >= best) {
        continue;
      }
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
      if (distance < best && distance < Math.max(candidate.length(), wanted.length())) {
        best = distance;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /** Optimal string alignment distance, O(a * b) time and O(b) memory. */
  private static int distance(String a, String b) {
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int cost =
            Math.min(previous[j - 1] + change, Math.min(previous[j] + 1, current[j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost = Math.min(cost, beforePrevious[j - 2] + 1);
        }
        current[j] = cost;
      }
      int[] reused = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = reused;
    }
    return previous[b.length()];
  }
}
