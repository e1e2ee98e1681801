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
 * <p>Distance is Levenshtein's (V. I. Levenshtein, "Binary codes capable of correcting deletions,
 * insertions, and reversals", 1966), ignoring case; O(n m) per candidate.
 */
public final class NearestName {
  private static final int LONGEST_COMPARED = 256;

  private NearestName() {}

  /** The candidate closest to {@code unknown}, if it is close enough to be a likely slip. */
  public static Optional<String> of(String unknown, Collection<String> candidates) {
    return ranked(unknown, candidates, 1).stream().findFirst();
  }

  /**
   * The candidates close enough to be a likely slip, closest first, at most {@code limit}. Close
   * enough means a distance of at most half the longer name's length (at least 2), or that the
   * candidate contains the unknown name.
   */
  public static List<String> ranked(String unknown, Collection<String> candidates, int limit) {
    List<String> likely = new ArrayList<>();
    String lower = unknown.toLowerCase(Locale.ROOT);
    for (String candidate : new TreeSet<>(candidates)) {
      String other = candidate.toLowerCase(Locale.ROOT);
      int allowed = Math.max(2, Math.max(lower.length(), other.length()) / 2);
      boolean contained = lower.length() >= 3 && other.contains(lower);
      if (contained || distance(lower, other) <= allowed) {
        likely.add(candidate);
      }
    }
    likely.sort(
        Comparator.comparingInt(
            (String candidate) -> distance(lower, candidate.toLowerCase(Locale.ROOT))));
    return List.copyOf(likely.subList(0, Math.min(limit, likely.size())));
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

  /** Insertions, deletions and substitutions that turn {@code a} into {@code b}. */
  static int distance(String a, String b) {
    if (Math.max(a.length(), b.length()) > LONGEST_COMPARED) {
      return a.equals(b) ? 0 : Integer.MAX_VALUE;
    }
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
