package dev.npusim.mapper;

import com.google.common.collect.ImmutableMap;

/**
 * How often a program will run in a row, and what may stay in SRAM between its runs.
 *
 * @param count at least 1
 * @param stable of graph inputs by name: as many of their first rows are the same in all runs, as
 *     of a cache that only grows
 */
public record Repeats(long count, ImmutableMap<String, Integer> stable) {
  /** A single run. */
  public static final Repeats ONCE = times(1);

  /**
   * @throws IllegalArgumentException for less than one run
   */
  public Repeats {
    if (count < 1) {
      throw new IllegalArgumentException(count + " runs");
    }
  }

  /** With all inputs new in every run. */
  public static Repeats times(long count) {
    return new Repeats(count, ImmutableMap.of());
  }
}
