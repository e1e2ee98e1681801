package dev.npusim.mapper.nest.count;

import java.util.stream.IntStream;

/**
 * Which axes multiply how often something happens: those outside a level, for each instance of it
 * that has work, and axes without sharing down to the child that reads. Few sets differ, so they
 * are numbered.
 */
final class AxisSets {
  private final int levels;
  private final int[] number;
  private final int[] masks;
  private final int[][] lists;
  private int sets;

  AxisSets(int levels, int[] under, int unicast) {
    this.levels = levels;
    number = new int[(levels + 2) * (levels + 2)];
    masks = new int[number.length];
    lists = new int[number.length][];
    for (int port = -1; port <= levels; port++) {
      for (int level = -1; level <= levels; level++) {
        int mask = 0;
        for (int axis = 0; axis < under.length; axis++) {
          boolean own = (unicast & 1 << axis) != 0;
          mask |= under[axis] > (own ? Math.min(port, level) : level) ? 1 << axis : 0;
        }
        number[index(port, level)] = number(mask);
      }
    }
  }

  private int number(int mask) {
    for (int set = 0; set < sets; set++) {
      if (masks[set] == mask) {
        return set;
      }
    }
    masks[sets] = mask;
    lists[sets] = IntStream.range(0, Integer.SIZE).filter(a -> (mask & 1 << a) != 0).toArray();
    return sets++;
  }

  private int index(int port, int level) {
    return (port + 1) * (levels + 2) + level + 1;
  }

  int size() {
    return sets;
  }

  /** The axes of a set, as a bit mask. */
  int mask(int set) {
    return masks[set];
  }

  /**
   * Axes that lie outside {@code level}, and those outside {@code port} whose instances each have a
   * read of their own.
   */
  int of(int port, int level) {
    return number[index(port, level)];
  }

  /** Axes that lie outside a level; -1 for the MAC units. */
  int outside(int level) {
    return of(level, level);
  }

  /** The same as a list. */
  int[] axes(int set) {
    return lists[set];
  }

  int none() {
    return of(levels, levels);
  }
}
