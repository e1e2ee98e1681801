package dev.npusim.mapper.allocate;

/** What is known about a problem. */
public sealed interface Verdict {
  /** An allocation that fits. */
  record Fits(Allocation allocation) implements Verdict {}

  /** There is none. */
  record Impossible(String reason) implements Verdict {}

  /**
   * None was found in the time there was.
   *
   * @param lowest the lowest allocation known, above the capacity
   */
  record Unknown(Allocation lowest) implements Verdict {}
}
