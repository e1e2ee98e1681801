package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;

/**
 * What the tiles of one level move, at least. What it rests on, in either way of counting:
 *
 * <ul>
 *   <li>every tile of an operand comes at least once, and larger tiles are fewer;
 *   <li>the loops outside a level are the same for all operands. If a dim of an operand is the
 *       innermost of them, nothing of that operand is reused across the dims that do not address
 *       it: of the operands of a product, only those not addressed by that one dim can stay. The
 *       bound is the least over all choices of that dim.
 * </ul>
 *
 * <p>With tiles that fill a memory of S words this is the argument behind the 2 MACs / sqrt(S) of
 * D. Irony, S. Toledo, A. Tiskin, "Communication lower bounds for distributed-memory matrix
 * multiplication" (2004), with what tiles of whole loops really move in place of the projections of
 * an arbitrary set of MACs; {@link Room} keeps regions to tiles that fit.
 *
 * <p>Where memories keep what they have (not the timeloop convention), a tile also stays while the
 * innermost loop has only one step left in a last round that is cut short; at most one tile per
 * instance does, and none of two.
 */
final class TileFloor {
  private final Slots slots;
  private final Demand[] demand;
  private final Extremes extremes;
  private final Accesses accesses;
  private final int dims;
  private final boolean forgets;

  /** Per operand: sweeps, tiles of all instances, instances, and sizes, without the first loop. */
  private final double[] again;

  private final double[] all;
  private final double[] active;
  private final double[] windows;
  private final double[] boxes;
  private final Traffic option;
  private final Traffic least;

  TileFloor(
      SearchProblem problem, Slots slots, Demand[] demand, Extremes extremes, Accesses accesses) {
    this.slots = slots;
    this.demand = demand;
    this.extremes = extremes;
    this.accesses = accesses;
    dims = slots.dims;
    forgets = problem.counter().forgets();
    again = new double[demand.length];
    all = new double[demand.length];
    active = new double[demand.length];
    windows = new double[demand.length];
    boxes = new double[demand.length];
    option = new Traffic(slots.levels);
    least = new Traffic(slots.levels);
  }

  /** The traffic of the tiles of {@code child}, each figure at least; valid until the next call. */
  Traffic of(Region region, int child) {
    if (region.keeps[child] == 0) {
      least.set(0);
      return least;
    }
    int row = (child + 1) * dims;
    boolean alone = true;
    double tiles = 1;
    for (int d : slots.looping) {
      alone &= extremes.fewestRounds[row + d] == 1;
      tiles *= extremes.fewestTiles[row + d];
    }
    for (int o = 0; o < demand.length; o++) {
      if ((region.keeps[child] & 1 << o) != 0) {
        operand(region, child, o);
      }
    }
    least.set(Double.POSITIVE_INFINITY);
    if (alone && tiles <= extremes.instances[child + 1]) {
      option(region, child, -1);
    }
    for (int d : slots.looping) {
      if (extremes.mostRounds[row + d] > 1) {
        option(region, child, d);
      }
    }
    return least;
  }

  /** What does not depend on the innermost loop outside. */
  private void operand(Region region, int child, int o) {
    int row = (child + 1) * dims;
    Demand need = demand[o];
    int parent = Accesses.parent(region.keeps, o, child);
    double rounds = 1;
    double tiles = 1;
    active[o] = 1;
    for (int d : slots.looping) {
      if ((need.relevant & 1 << d) == 0) {
        rounds *= extremes.fewestRounds[row + d];
        tiles *= extremes.fewestTiles[row + d];
        active[o] *= extremes.active(region, d, child);
      }
    }
    all[o] = tiles;
    again[o] = Real.max(rounds, tiles / extremes.together(~need.relevant, child, slots.levels - 1));
    double volume = need.plainVolume;
    for (Demand.Window w : need.windows) {
      volume *= boxes(w, row);
    }
    windows[o] = extremes.overlap(need, child, parent);
    boxes[o] = volume;
  }

  /** Dim {@code d} is the innermost loop outside {@code child}; -1: there is none. */
  private void option(Region region, int child, int d) {
    option.set(0);
    for (int o = 0; o < demand.length; o++) {
      if ((region.keeps[child] & 1 << o) == 0) {
        continue;
      }
      Demand need = demand[o];
      boolean moves = d >= 0 && (need.relevant & 1 << d) != 0;
      boolean whole = moves && (forgets || (need.plain & 1 << d) != 0);
      double once = need.touched;
      double asked = once;
      double received = once * active[o];
      if (whole) {
        double part = forgets ? 1 : anew(child, d);
        double volume = forgets ? volume(need, o, child, d) : boxes[o] * part;
        asked = Real.max(once * (forgets ? again[o] : 1), volume * again[o]);
        received = Real.max(received, need.written ? asked : Real.max(asked, volume * all[o]));
      } else if (forgets) {
        asked = volume(need, o, child, -1);
        received = Real.max(received, asked * active[o]);
      }
      int parent = Accesses.parent(region.keeps, o, child);
      accesses.asked(option, o, parent, Real.max(once, asked / windows[o]));
      accesses.received(option, o, child, need.written ? asked : received);
    }
    least.least(option);
  }

  /**
   * The sizes of all tiles in the timeloop convention: of windows, only the one that the first loop
   * slides counts what it touches, and boxes otherwise.
   *
   * @param d the first relevant loop; -1: unknown
   */
  private double volume(Demand need, int o, int child, int d) {
    double volume = boxes[o];
    double best = 1;
    for (Demand.Window w : need.windows) {
      boolean slides = w.b() >= 0 && (d < 0 || w.a() == d || w.b() == d);
      slides |= w.b() < 0 && (d < 0 || w.a() == d);
      if (slides) {
        best = Real.min(best, w.touched() / boxes(w, (child + 1) * dims));
      }
    }
    return Real.max(need.touched, volume * best);
  }

  /** Of the tiles of one sweep of dim {@code d}, those that certainly come anew. */
  double anew(int child, int d) {
    int cell = (child + 1) * dims + d;
    double side = extremes.side(d, child, slots.levels - 1);
    double tiles = extremes.fewestTiles[cell];
    if (side == 1) {
      return extremes.mostTiles[cell] <= 2 ? 1 : 1 - 1 / Real.max(3, tiles);
    }
    return Real.max(0, 1 - side / tiles);
  }

  /**
   * The sum of a window's extents over all tiles, at least. Where gaps are not counted, the largest
   * tile touches the fewest positions for each pair of indices. Otherwise it is linear in the tiles
   * of either dim.
   */
  private double boxes(Demand.Window w, int row) {
    if (w.gaps()) {
      long a = extremes.largest[row + w.a()];
      long b = extremes.largest[row + w.b()];
      double pairs = (double) slots.bound[w.a()] * slots.bound[w.b()];
      return Real.max(w.touched(), pairs * w.extent(a, b) / ((double) a * b));
    }
    double fewA = extremes.fewestTiles[row + w.a()];
    double manyA = extremes.mostTiles[row + w.a()];
    double fewB = w.b() < 0 ? 1 : extremes.fewestTiles[row + w.b()];
    double manyB = w.b() < 0 ? 1 : extremes.mostTiles[row + w.b()];
    double boundB = w.b() < 0 ? 1 : slots.bound[w.b()];
    double boundA = slots.bound[w.a()];
    double least =
        Real.min(
            Real.min(sum(w, boundA, boundB, fewA, fewB), sum(w, boundA, boundB, manyA, fewB)),
            Real.min(sum(w, boundA, boundB, fewA, manyB), sum(w, boundA, boundB, manyA, manyB)));
    return Real.max(w.touched(), least);
  }

  private static double sum(
      Demand.Window w, double boundA, double boundB, double tilesA, double tilesB) {
    return tilesA * tilesB * (1 - w.strideA() - w.strideB())
        + w.strideA() * boundA * tilesB
        + w.strideB() * boundB * tilesA;
  }
}
