package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;

/**
 * What a check found.
 *
 * @param events instructions of the log that were replayed
 * @param count how many violations there are
 * @param violations the first of them, at most {@value Findings#KEPT}
 */
public record CheckResult(long events, long count, ImmutableList<Violation> violations) {
  public boolean passed() {
    return count == 0;
  }
}
