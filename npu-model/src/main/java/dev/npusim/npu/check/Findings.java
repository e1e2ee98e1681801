package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.check.Violation.Kind;
import java.util.ArrayList;
import java.util.List;

/** Collects violations: keeps the first ones, counts all. */
final class Findings {
  static final int KEPT = 100;

  private final List<Violation> kept = new ArrayList<>();
  private long count;

  void add(Kind kind, String message) {
    if (count++ < KEPT) {
      kept.add(new Violation(kind, message));
    }
  }

  /** Reports a number that is not what it should be. */
  void equal(Kind kind, String what, long reported, long expected) {
    if (reported != expected) {
      add(kind, what + " is reported as " + reported + ", the event log says " + expected);
    }
  }

  boolean none() {
    return count == 0;
  }

  CheckResult result(long events) {
    return new CheckResult(events, count, ImmutableList.copyOf(kept));
  }
}
