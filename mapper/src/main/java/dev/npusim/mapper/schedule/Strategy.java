package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;

/** A way to come up with plans for one problem. Has a state: made anew for each schedule. */
public interface Strategy {
  /** As tables print it. */
  String name();

  /** What its plans have in common, in a few words. */
  String description();

  /** Whether others go on from its plans, and plans for less SRAM are made, too. */
  default boolean isSearched() {
    return true;
  }

  /**
   * Plans to measure next, given what was measured so far. Asked in rounds, together with all
   * others, until a round after the first brings none from anybody. Depends on nothing else, so
   * that equal inputs give equal schedules.
   */
  ImmutableList<Plan> next(History history);
}
