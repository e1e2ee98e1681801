package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.count.Real;

/**
 * Cycles in which a level with two buffers takes in its first tiles and gives out its last ones, at
 * least: nothing can overlap with those. They are one tile of each operand, as large as the
 * operand's tiles are on average.
 *
 * <p>An operand comes in as many pieces as its dims have rounds outside the level, and every other
 * loop outside the first of them brings all pieces anew. So a piece is no smaller than the extents
 * divided by the rounds, but for tiles that stay where a last round is cut short ({@link
 * TileFloor#anew}), and for what sliding windows keep: a window that slides along one dim by a tile
 * keeps no more than its halo.
 */
final class RampFloor {
  private final Slots slots;
  private final Demand[] demand;
  private final Extremes extremes;
  private final Accesses accesses;
  private final TileFloor tiles;
  private final boolean[] overlaps;

  RampFloor(
      SearchProblem problem,
      Slots slots,
      Demand[] demand,
      Extremes extremes,
      Accesses accesses,
      TileFloor tiles) {
    this.slots = slots;
    this.demand = demand;
    this.extremes = extremes;
    this.accesses = accesses;
    this.tiles = tiles;
    overlaps = new boolean[slots.levels];
    for (int l = 0; l < slots.levels - 1; l++) {
      MemoryLevel memory = problem.architecture().levels().get(l);
      overlaps[l] = problem.counter().waits() && memory.doubleBuffered();
    }
  }

  /** Cycles for the first and last tiles of {@code child} on the ports of its parents. */
  double of(Region region, int child, CycleFloor cycles) {
    if (!overlaps[child] || region.keeps[child] == 0) {
      return 0;
    }
    double sum = 0;
    for (int o = 0; o < demand.length; o++) {
      if ((region.keeps[child] & 1 << o) != 0) {
        int parent = Accesses.parent(region.keeps, o, child);
        double units = piece(demand[o], child) * accesses.units(parent, o);
        boolean out = demand[o].written;
        sum += cycles.port(parent, out ? 0 : units, out ? units : 0);
      }
    }
    return sum;
  }

  /** Elements of one of an operand's tiles, on average and at least. */
  private double piece(Demand need, int child) {
    int row = (child + 1) * slots.dims;
    double piece = 1;
    double anew = 1;
    for (int d : slots.looping) {
      double rounds = extremes.mostRounds[row + d];
      if ((need.relevant & 1 << d) != 0 && rounds > 1) {
        anew = Real.min(anew, tiles.anew(child, d));
      }
      if ((need.plain & 1 << d) != 0) {
        piece *= slots.bound[d] / rounds;
      }
    }
    for (Demand.Window w : need.windows) {
      double roundsA = extremes.mostRounds[row + w.a()];
      double roundsB = w.b() < 0 ? 1 : extremes.mostRounds[row + w.b()];
      if (roundsA > 1 && roundsB > 1) {
        return need.touched / all(row);
      }
      boolean first = roundsB == 1;
      long bound = slots.bound[first ? w.a() : w.b()];
      long stride = first ? w.strideA() : w.strideB();
      double rounds = first ? roundsA : roundsB;
      double least = 1 + stride * Real.max(0, bound / rounds - 1);
      if (w.gaps()) {
        least = bound / rounds * Real.min(stride, slots.bound[first ? w.b() : w.a()]);
      }
      piece *= rounds == 1 ? w.touched() : least;
    }
    return piece * anew;
  }

  private double all(int row) {
    double rounds = 1;
    for (int d : slots.looping) {
      rounds *= extremes.mostRounds[row + d];
    }
    return rounds;
  }
}
