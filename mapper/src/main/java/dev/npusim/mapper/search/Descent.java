package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import org.jspecify.annotations.Nullable;

/**
 * Depth-first branch and bound over the factors of one placement, from the inside: slot by slot,
 * dim by dim; then over loop orders.
 */
final class Descent {
  /** Factors tried for the price of one mapping, about. */
  private static final int TRIALS_PER_WORK = 4;

  private final SearchProblem problem;
  private final SearchLimits limits;
  private final Slots slots;
  private final Floor floor;
  private final Room room;
  private final Orders orders;
  private final Evaluator evaluator;
  private final Best best;
  private final FlatMapping mapping;
  private final Runnable price = this::price;
  private long evaluated;
  private long pruned;
  private long work;
  private long tried;

  /** The limits are reached: what is left stays open. */
  private boolean ended;

  private boolean stopped;
  private @Nullable Archive archive;

  /** The lowest bound of what was left undone. */
  private double open = Double.POSITIVE_INFINITY;

  Descent(
      SearchProblem problem, SearchLimits limits, Slots slots, Floor floor, Room room, Best best) {
    this.problem = problem;
    this.limits = limits;
    this.slots = slots;
    this.floor = floor;
    this.room = room;
    this.best = best;
    orders = new Orders(problem, slots);
    evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
    mapping = new FlatMapping(problem.architecture(), problem.layer());
  }

  /** Offers it every mapping priced from now on. */
  void archive(@Nullable Archive every) {
    archive = every;
  }

  long evaluated() {
    return evaluated;
  }

  long pruned() {
    return pruned;
  }

  double open() {
    return open;
  }

  /** Searches one placement. */
  void search(int[] placement, double bound) {
    if (bound >= best.cost) {
      pruned++;
      return;
    }
    System.arraycopy(placement, 0, mapping.keeps, 0, placement.length);
    slot(0, 0, bound);
  }

  private void work() {
    if ((++work & 0xff) == 0) {
      ended |= limits.stop().getAsBoolean();
    }
    ended |= work >= limits.evaluations();
  }

  private void slot(int slot, int i, double bound) {
    if (ended) {
      open = Math.min(open, bound);
      return;
    }
    if (slot == slots.slots - 1) {
      leaf(bound);
      return;
    }
    if (i == slots.looping.length) {
      decided(slot, bound);
      return;
    }
    int dim = slots.looping[i];
    if (!slots.allows(slot, dim)) {
      slot(slot, i + 1, bound);
      return;
    }
    long left = slots.left(mapping, slot, dim);
    long most = left;
    int axis = slots.axis[slot];
    if (axis >= 0) {
      most = Math.min(most, slots.axisSize[axis] / slots.used(mapping, axis));
    }
    for (long factor = 1; factor <= most; factor = next(left, factor)) {
      slots.setFactor(mapping, slot, dim, factor);
      if ((++tried & TRIALS_PER_WORK - 1) == 0) {
        work();
      }
      if (ended) {
        open = Math.min(open, bound);
        break;
      }
      if (axis < 0 && factor > 1 && !room.fits(mapping, slots.level[slot])) {
        pruned++;
        break;
      }
      slot(slot, i + 1, bound);
    }
    slots.setFactor(mapping, slot, dim, 1);
  }

  /** The next factor that leaves another number of rounds outside. */
  static long next(long left, long factor) {
    long rounds = (left + factor - 1) / factor;
    return rounds == 1 ? Long.MAX_VALUE : (left + rounds - 2) / (rounds - 1);
  }

  private void decided(int slot, double bound) {
    if (bound >= best.cost) {
      pruned++;
      return;
    }
    work();
    if (slots.level[slot] >= 0 && !room.fits(mapping, slots.level[slot])) {
      pruned++;
      return;
    }
    double here = Math.max(bound, floor.cost(mapping, slot + 1));
    if (here >= best.cost) {
      pruned++;
      return;
    }
    slot(slot + 1, 0, here);
  }

  private void leaf(double bound) {
    slots.close(mapping);
    double here = Math.max(bound, floor.cost(mapping, slots.slots));
    if (here >= best.cost) {
      pruned++;
    } else {
      orders.forEach(mapping, price);
      if (stopped) {
        open = Math.min(open, here);
      }
    }
    for (int dim : slots.looping) {
      slots.setFactor(mapping, slots.slots - 1, dim, 1);
    }
  }

  private void price() {
    // A leaf can have more orders than a person waits for; the number of mappings ends elsewhere.
    if ((evaluated & 0xff) == 0 && limits.stop().getAsBoolean()) {
      stopped = true;
      ended = true;
    }
    if (stopped) {
      return;
    }
    evaluated++;
    work++;
    if (evaluator.evaluate(mapping)) {
      if (archive != null) {
        archive.offer(mapping, evaluator);
      }
      best.offer(
          mapping, evaluator, problem.objective().cost(evaluator.energy(), evaluator.cycles()));
    }
  }
}
