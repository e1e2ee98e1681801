package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;

/**
 * The loop orders of a mapping's levels that can differ in cost. Two rules leave the others out:
 *
 * <ul>
 *   <li>loops outside those after which no operand that an inner level keeps can be reused any more
 *       count the same in any order;
 *   <li>so do neighbours that address the same operands in the same way.
 * </ul>
 *
 * <p>Where memories keep what they have (not the timeloop convention), both rules need factors that
 * divide the bound, and a sliding window can be reused further out.
 */
final class Orders {
  private final Slots slots;
  private final Demand[] demand;
  private final boolean forgets;

  /** Per dim: operands it addresses, and in another half those it moves as a whole. */
  private final int[] signature;

  private int exact;

  Orders(SearchProblem problem, Slots slots) {
    this.slots = slots;
    forgets = problem.counter().forgets();
    demand = Demand.of(problem.layer());
    signature = new int[slots.dims];
    for (int d = 0; d < slots.dims; d++) {
      boolean slides = false;
      for (int o = 0; o < demand.length; o++) {
        int bit = 1 << d;
        signature[d] |= (demand[o].relevant & bit) != 0 ? 1 << o : 0;
        slides |= (demand[o].relevant & ~demand[o].plain & bit) != 0;
      }
      signature[d] |= slides ? 1 << demand.length + d : 0;
    }
  }

  /** Calls {@code each} with every order of the levels' loops in place. */
  void forEach(FlatMapping mapping, Runnable each) {
    exact = 0;
    for (int d : slots.looping) {
      long product = 1;
      for (int s = 0; s < slots.slots; s++) {
        product *= slots.factor(mapping, s, d);
      }
      exact |= product == slots.bound[d] ? 1 << d : 0;
    }
    level(mapping, 1, each);
  }

  private void level(FlatMapping mapping, int level, Runnable each) {
    if (level >= slots.levels) {
      each.run();
      return;
    }
    int kept = 0;
    for (int l = 0; l < level; l++) {
      kept |= mapping.keeps[l];
    }
    int loops = 0;
    for (int d : slots.looping) {
      loops |= mapping.factors[level * slots.dims + d] > 1 ? 1 << d : 0;
    }
    place(mapping, level, 0, loops, kept, -1, each);
  }

  /**
   * @param loops still to be placed
   * @param open operands that can still be reused
   * @param last dim placed before, or -1
   */
  private void place(
      FlatMapping mapping, int level, int at, int loops, int open, int last, Runnable each) {
    int base = level * slots.dims;
    if (loops == 0 || open == 0) {
      rest(mapping, base, at, loops);
      level(mapping, level + 1, each);
      return;
    }
    for (int left = loops; left != 0; left &= left - 1) {
      int d = Integer.numberOfTrailingZeros(left);
      if (last > d && signature[last] == signature[d] && (forgets || exact(d) && exact(last))) {
        continue;
      }
      mapping.order[base + at] = d;
      place(mapping, level, at + 1, loops & ~(1 << d), open & ~broken(d), d, each);
    }
  }

  private boolean exact(int d) {
    return (exact & 1 << d) != 0;
  }

  private int broken(int d) {
    int broken = 0;
    for (int o = 0; o < demand.length; o++) {
      int breaks = forgets ? demand[o].relevant : demand[o].plain & exact;
      broken |= (breaks & 1 << d) != 0 ? 1 << o : 0;
    }
    return broken;
  }

  /** The rest in any order, loops first. */
  private void rest(FlatMapping mapping, int base, int from, int loops) {
    int placed = 0;
    for (int i = 0; i < from; i++) {
      placed |= 1 << mapping.order[base + i];
    }
    int at = from;
    for (int d = 0; d < slots.dims; d++) {
      if ((loops & 1 << d) != 0) {
        mapping.order[base + at++] = d;
      }
    }
    for (int d = 0; d < slots.dims; d++) {
      if ((loops & 1 << d) == 0 && (placed & 1 << d) == 0) {
        mapping.order[base + at++] = d;
      }
    }
  }
}
