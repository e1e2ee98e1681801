package dev.npusim.ir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Suggests valid names for an unknown one: every module's "did you mean".
 *
 * <p>Distance is the optimal string alignment distance (L. Boytsov, "Indexing methods for
 * approximate dictionary searching", 2011): letters added, lost or wrong, or two neighbours
 * swapped; case does not count. O(n m) per candidate.
 */
public final class NearestName {
  private static final int LONGEST_COMPARED = 256;
  private static final int SHORTEST_BEGIN = 3;

  private NearestName() {}

  /**
   * The candidate somebody probably meant, the first one among equals; or the only one that begins
   * with what was written, three letters of it at least. Empty when none is near: more than a third
   * of the letters would have to change; two are allowed from four letters on, one below.
   */
  public static Optional<String> of(String unknown, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> isSlip(unknown, candidate))
        .min(Comparator.comparingInt(candidate -> caselessDistance(unknown, candidate)))
        .or(() -> onlyLonger(unknown, candidates));
  }

  private static Optional<String> onlyLonger(String begin, Collection<String> candidates) {
    String lower = begin.toLowerCase(Locale.ROOT);
    List<String> longer =
        candidates.stream()
            .filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(lower))
            .distinct()
            .toList();
    return longer.size() == 1 && lower.length() >= SHORTEST_BEGIN
        ? Optional.of(longer.get(0))
        : Optional.empty();
  }

  /**
   * The candidates somebody may have meant, at most {@code limit}: slips, nearest first, then those
   * that contain the unknown name.
   */
  public static List<String> ranked(String unknown, Collection<String> candidates, int limit) {
    String lower = unknown.toLowerCase(Locale.ROOT);
    List<String> likely = new ArrayList<>();
    for (String candidate : candidates) {
      boolean contains = lower.length() >= SHORTEST_BEGIN && candidate.toLowerCase(Locale.ROOT).contains(lower);
      if (contains || isSlip(unknown, candidate)) {
        likely.add(candidate);
      }
    }
    likely.sort(
        Comparator.comparingInt((String candidate) -> isSlip(unknown, candidate) ? 0 : 1)
            .thenComparingInt(candidate -> caselessDistance(unknown, candidate)));
    return List.copyOf(likely.subList(0, Math.min(limit, likely.size())));
  }

  private static boolean isSlip(String unknown, String candidate) {
    int allowed = unknown.length() <= 3 ? 1 : Math.max(2, unknown.length() / 3);
    int distance = caselessDistance(unknown, candidate);
    return distance <= allowed && distance < Math.max(candidate.length(), unknown.length());
  }

  private static int caselessDistance(String a, String b) {
    return distance(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
  }

  /**
   * The tail of an error message: {@code "; did you mean sd15-unet?"}, or the allowed names where
   * none is close.
   */
  public static String hint(String unknown, Collection<String> candidates) {
    return of(unknown, candidates)
        .map(name -> "; did you mean " + name + "?")
        .orElseGet(
            () ->
                candidates.isEmpty()
                    ? "; none is allowed here"
                    : "; allowed: " + String.join(", ", new TreeSet<>(candidates)));
  }

  /** Insertions, deletions, substitutions and swaps of neighbours that turn {@code a} into b. */
  static int distance(String a, String b) {
    if (Math.max(a.length(), b.length()) > LONGEST_COMPARED) {
      return a.equals(b) ? 0 : Integer.MAX_VALUE;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int substituted = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int cheapest = Math.min(substituted, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(cheapest, cost[i - 2][j - 2] + 1) : cheapest;
  }
}
