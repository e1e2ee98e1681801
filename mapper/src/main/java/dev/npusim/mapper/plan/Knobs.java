package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * How one candidate plan is made.
 *
 * @param budgetBytes SRAM it may use, at most the chip's
 * @param dramBytesPerCycle bandwidth it assumes for pricing traffic against work
 * @param neverKeep gaps that are spilled whatever room there is
 * @param alwaysKeep gaps that are kept or the plan fails
 * @param pinnedRows of weights and inputs by name: as many of their first rows stay in SRAM for
 *     good
 * @param lateWrites whether a result that waits to be written lets fetches of other tensors pass
 */
public record Knobs(
    long budgetBytes,
    double dramBytesPerCycle,
    ImmutableSet<GapKey> neverKeep,
    ImmutableSet<GapKey> alwaysKeep,
    ImmutableMap<String, Integer> pinnedRows,
    boolean lateWrites) {
  /** With no weights that stay for good, and no late writes. */
  public Knobs(
      long budgetBytes,
      double dramBytesPerCycle,
      ImmutableSet<GapKey> neverKeep,
      ImmutableSet<GapKey> alwaysKeep) {
    this(budgetBytes, dramBytesPerCycle, neverKeep, alwaysKeep, ImmutableMap.of(), false);
  }

  /** A gap of a stored tensor, by the group that reads it at the end. */
  public record GapKey(String tensor, int group) {}
}
