package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;

/**
 * Coordinate descent: one factor, loop or place of a loop at a time takes the best of the values it
 * can have while all others stay, until none gets better; then two dims trade room, which a full
 * memory lets neither do alone. A walk of random moves needs long to see that nothing next to it is
 * better; this knows after one round.
 */
final class Descent {
  /** Of a long line of factors, so many are tried, evenly spread over their magnitudes. */
  private static final int ON_A_LINE = 12;

  /** How much of its room a dim hands to another. */
  private static final int[] PARTS = {2, 4};

  private final Annealer annealer;
  private final Slots slots;
  private final FlatMapping next;
  private boolean guided;
  private long end;

  Descent(Architecture architecture, Layer layer, Annealer annealer, Slots slots) {
    this.annealer = annealer;
    this.slots = slots;
    next = new FlatMapping(architecture, layer);
  }

  /**
   * Improves {@code best} from where it stands.
   *
   * @param byGuide whether costs are those of {@link Objective#guide}
   * @param evaluations at most
   */
  void run(Best best, boolean byGuide, long evaluations) {
    guided = byGuide;
    end = annealer.evaluated() + evaluations;
    boolean better = true;
    while (better && more()) {
      better = factors(best) | orders(best);
      better = better || trades(best);
    }
  }

  private boolean more() {
    return annealer.evaluated() < end && !annealer.isStopped();
  }

  private boolean offer(Best best) {
    return guided ? annealer.offerGuided(next, best) : annealer.offer(next, best);
  }

  private boolean factors(Best best) {
    boolean better = false;
    for (int slot = 0; slot < slots.slots - 1; slot++) {
      for (int d : slots.looping) {
        if (slots.allows(slot, d) && more()) {
          better |= line(best, slot, d);
        }
      }
    }
    return better;
  }

  /** The factors of one dim at one slot that leave different numbers of rounds outside. */
  private boolean line(Best best, int slot, int d) {
    next.copyFrom(best.mapping);
    long before = slots.factor(next, slot, d);
    long inside = 1;
    for (int s = 0; s < slot; s++) {
      inside *= slots.factor(next, s, d);
    }
    long left = (slots.bound[d] + inside - 1) / inside;
    long most = left;
    int axis = slots.axis[slot];
    if (axis >= 0) {
      most = Math.min(left, slots.axisSize[axis] / (slots.used(next, axis) / before));
    }
    double step = Math.pow(most, 1.0 / ON_A_LINE);
    boolean better = false;
    for (long factor = 1; factor <= most; ) {
      if (factor != before) {
        next.copyFrom(best.mapping);
        slots.setFactor(next, slot, d, factor);
        slots.close(next, d);
        better |= offer(best);
      }
      long after = Math.max(factor + 1, (long) (factor * step));
      long rounds = (left + after - 1) / after;
      after = (left + rounds - 1) / rounds;
      factor = after > factor ? after : Slots.next(left, factor);
    }
    return better;
  }

  /** One dim's factor at a slot shrinks and another's grows by as much. */
  private boolean trades(Best best) {
    boolean better = false;
    for (int slot = 0; slot < slots.slots - 1; slot++) {
      for (int from : slots.looping) {
        for (int to : slots.looping) {
          if (from != to && slots.allows(slot, from) && slots.allows(slot, to) && more()) {
            better |= trade(best, slot, from, to);
          }
        }
      }
    }
    return better;
  }

  private boolean trade(Best best, int slot, int from, int to) {
    boolean better = false;
    for (int part : PARTS) {
      long have = slots.factor(best.mapping, slot, from);
      if (have > 1) {
        next.copyFrom(best.mapping);
        long less = Math.max(1, have / part);
        slots.setFactor(next, slot, from, less);
        long more = slots.factor(next, slot, to) * have / less;
        int axis = slots.axis[slot];
        if (axis >= 0) {
          long others = slots.used(next, axis) / slots.factor(next, slot, to);
          more = Math.min(more, slots.axisSize[axis] / others);
        }
        slots.setFactor(next, slot, to, more);
        slots.close(next, from);
        slots.close(next, to);
        better |= offer(best);
      }
    }
    return better;
  }

  private boolean orders(Best best) {
    boolean better = false;
    for (int l = 1; l < slots.levels; l++) {
      int base = l * slots.dims;
      for (int from = 0; from < slots.dims; from++) {
        for (int to = 0; to < slots.dims && more(); to++) {
          next.copyFrom(best.mapping);
          boolean loops =
              next.factors[base + next.order[base + from]] > 1
                  && next.factors[base + next.order[base + to]] > 1;
          if (from != to && loops) {
            Moves.move(next, base, from, to);
            better |= offer(best);
          }
        }
      }
    }
    return better;
  }
}
