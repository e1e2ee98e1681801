package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.Real;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Branch and bound over regions, that with the lowest bound first: what is left when it stops has
 * the highest bound that its work can prove. A region is cut in two where its range is widest, so
 * huge dims cost no more than small ones. When too many regions are open, the ones below the next
 * are searched depth first.
 */
final class BestFirst {
  /** Regions open at a time; some hundred bytes each. */
  private static final int MOST_OPEN = 250_000;

  /** Mappings priced in the time of one region's bound, about. */
  private static final int WORK_PER_REGION = 3;

  private static final int LOOK_UP = 1 << 6;

  private final SearchProblem problem;
  private final SearchLimits limits;
  private final Slots slots;
  private final Stages stages;
  private final Narrowing narrowing;
  private final ArraySides sides;
  private final Floor floor;
  private final Orders orders;
  private final Evaluator evaluator;
  private final Best best;
  private final double ceiling;
  private final FlatMapping mapping;
  private final Runnable order = this::order;
  private final Runnable price = this::price;
  private final PriorityQueue<Region> queue =
      new PriorityQueue<>(Comparator.comparingDouble((Region region) -> region.bound));
  private long evaluated;
  private long pruned;
  private long regions;

  /** The limits are reached: what is left stays open. */
  private boolean ended;

  /** They were reached in the middle of a region's loop orders. */
  private boolean cut;

  private @Nullable Archive archive;

  /** The lowest bound of what was left undone. */
  private double open = Double.POSITIVE_INFINITY;

  BestFirst(SearchProblem problem, SearchLimits limits, Slots slots, Demand[] demand, Best best) {
    this(problem, limits, slots, demand, best, Double.POSITIVE_INFINITY);
  }

  /**
   * @param ceiling what costs as much is of no interest, even where the best so far costs more
   */
  BestFirst(
      SearchProblem problem,
      SearchLimits limits,
      Slots slots,
      Demand[] demand,
      Best best,
      double ceiling) {
    this.ceiling = ceiling;
    this.problem = problem;
    this.limits = limits;
    this.slots = slots;
    this.best = best;
    stages = new Stages(slots);
    sides = new ArraySides(slots, stages);
    Room room = new Room(problem, slots, demand);
    narrowing = new Narrowing(slots, stages, sides, room);
    floor = new Floor(problem, slots, stages, demand, room);
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

  /** No mapping that was not priced costs less. */
  double open() {
    return open;
  }

  void search(Iterable<int[]> placements) {
    for (int[] keeps : placements) {
      bounded(Region.all(keeps, stages, slots), 0, queue);
    }
    Deque<Region> below = new ArrayDeque<>();
    while (!queue.isEmpty()) {
      Region region = queue.remove();
      if (queue.size() < MOST_OPEN) {
        expand(region, queue);
        continue;
      }
      below.addLast(region);
      while (!below.isEmpty()) {
        expand(below.removeLast(), below);
      }
    }
  }

  private void expand(Region region, Collection<Region> children) {
    if (region.bound >= Real.min(ceiling, best.cost)) {
      pruned++;
    } else if (ended) {
      open = Real.min(open, region.bound);
    } else if (region.isPoint()) {
      point(region);
    } else {
      split(region, children);
    }
  }

  private void split(Region region, Collection<Region> children) {
    int variable = widest(region);
    long least = region.least[variable];
    long middle = (long) Math.sqrt((double) least * region.most[variable]);
    middle = Real.max(least, Real.min(middle, region.most[variable] - 1));
    Region upper = region.copy();
    upper.least[variable] = middle + 1;
    region.most[variable] = middle;
    double bound = region.bound;
    bounded(region, bound, children);
    bounded(upper, bound, children);
  }

  /**
   * The variable of the widest range. Sides come first: they decide cycles and what instances
   * share, while most of what tiles move follows from their room.
   */
  private int widest(Region region) {
    int widest = -1;
    double range = 1;
    for (int s = 0; s < stages.count; s++) {
      for (int d : slots.looping) {
        int i = s * stages.dims + d;
        double ratio = (double) region.most[i] / region.least[i];
        ratio = stages.isTile(s) ? ratio : ratio * ratio * ratio * ratio;
        if (ratio > range) {
          range = ratio;
          widest = i;
        }
      }
    }
    return widest;
  }

  private void bounded(Region region, double above, Collection<Region> regions) {
    work();
    if (!narrowing.narrow(region)) {
      pruned++;
      return;
    }
    double enough = Real.min(ceiling, best.cost);
    region.bound = Real.max(above, floor.cost(region, enough));
    if (region.bound >= enough) {
      pruned++;
    } else {
      regions.add(region);
    }
  }

  private void work() {
    if (++regions % LOOK_UP == 0) {
      checkLimits();
    }
  }

  private void checkLimits() {
    ended |= limits.stop().getAsBoolean();
    ended |= evaluated + regions * WORK_PER_REGION >= limits.evaluations();
  }

  private void point(Region region) {
    System.arraycopy(region.keeps, 0, mapping.keeps, 0, region.keeps.length);
    for (int d : slots.looping) {
      long inner = 1;
      for (int l = 0; l < slots.levels; l++) {
        if (stages.sides[l] >= 0) {
          inner *= region.least[stages.sides[l] * stages.dims + d];
        }
        long tile =
            stages.tile[l] < 0 ? slots.bound[d] : region.least[stages.tile[l] * stages.dims + d];
        long factor = Real.max(1, (tile + inner - 1) / inner);
        mapping.factors[l * slots.dims + d] = factor;
        inner *= factor;
      }
    }
    cut = false;
    sides.forEach(region, mapping, order);
    if (cut) {
      open = Real.min(open, region.bound);
    }
  }

  private void order() {
    orders.forEach(mapping, price);
  }

  private void price() {
    if (evaluated % LOOK_UP == 0) {
      checkLimits();
    }
    if (ended) {
      cut = true;
      return;
    }
    evaluated++;
    if (evaluator.evaluate(mapping)) {
      if (archive != null) {
        archive.offer(mapping, evaluator);
      }
      best.offer(
          mapping, evaluator, problem.objective().cost(evaluator.energy(), evaluator.cycles()));
    }
  }
}
