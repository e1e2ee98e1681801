package dev.npusim.mapper;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a little more of something would do for a schedule. No figure is of a new search: {@code
 * npusim schedule --marginal} searches again.
 *
 * @param bandwidth the very program of the schedule, run on a faster DRAM
 * @param sram the same decisions for a larger SRAM; empty where weights stay from run to run, where
 *     no program follows from them, and for large models at effort fast, which make no program anew
 * @param spillFree how much SRAM the same decisions need to spill nothing; empty where weights stay
 *     from run to run
 */
public record MarginalValues(
    Bandwidth bandwidth, Optional<Sram> sram, Optional<SpillFree> spillFree) {

  /**
   * A run of the same program. A schedule that was searched for that DRAM is at least as fast where
   * the objective is latency: the program stays among those tried.
   *
   * @param bytesPerSecondMore of peak bandwidth; every transfer sustains the same share of the peak
   *     as before
   * @param cycles of the run
   * @param lowerBoundCycles that no schedule undercuts on that chip
   */
  public record Bandwidth(double bytesPerSecondMore, long cycles, long lowerBoundCycles) {}

  /**
   * A run of the program that follows from the same plan with more room: same order, fused groups,
   * copies and forced spills, but tilings and what stays chosen anew.
   *
   * @param bytesMore of SRAM
   * @param cycles of the run; more than those of the schedule where the plan does not suit the
   *     larger memory, whose own program would still run there
   * @param dramBytes that cross the bus
   * @param spillBytes of those, written to make room and read back
   */
  public record Sram(long bytesMore, long cycles, long dramBytes, long spillBytes) {}

  /**
   * SRAM with which the plan's order, fused groups and copies spill nothing. Other plans may do
   * with less.
   *
   * @param atLeastBytes what layers of the plan hold at a time when nothing is spilled: no program
   *     of theirs without spills fits less
   * @param atMostBytes the smallest size tried for which a program was made and placed that spills
   *     nothing; empty where none was found, or looked for (large models at effort fast)
   */
  public record SpillFree(long atLeastBytes, OptionalLong atMostBytes) {}
}
