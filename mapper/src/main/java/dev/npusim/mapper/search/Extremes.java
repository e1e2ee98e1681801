package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;
import dev.npusim.npu.cost.Ceil;

/**
 * The extremes of a region that bounds are made of: tiles and sides at their largest, and how few
 * tiles and rounds those leave. Rows are levels from -1 (one MAC unit) outwards: {@code [(level +
 * 1) * dims + dim]}.
 */
final class Extremes {
  private final Slots slots;
  private final Stages stages;
  private final int dims;
  private final int levels;

  /** Extents of tiles. */
  final long[] largest;

  /** Tiles of a level, side by side and one after the other. */
  final double[] fewestTiles;

  final double[] mostTiles;

  /** Sides of all axes outside a level. */
  final double[] mostSides;

  final double[] leastSides;

  /** Tiles of a level that one instance has one after the other. */
  final double[] fewestRounds;

  final double[] mostRounds;

  /** Instances of all axes outside a level, [level + 1]. */
  final double[] instances;

  /** The same of the axes that a dim may use, [(level + 1) * dims + dim]. */
  private final int[] under;

  Extremes(Slots slots, Stages stages) {
    this.slots = slots;
    this.stages = stages;
    dims = slots.dims;
    levels = slots.levels;
    int cells = (levels + 1) * dims;
    largest = new long[cells];
    fewestTiles = new double[cells];
    mostTiles = new double[cells];
    mostSides = new double[cells];
    leastSides = new double[cells];
    fewestRounds = new double[cells];
    mostRounds = new double[cells];
    instances = new double[levels + 1];
    under = slots.architecture.axes().stream().mapToInt(axis -> axis.under()).toArray();
    java.util.Arrays.fill(largest, 1);
    java.util.Arrays.fill(mostSides, 1);
    java.util.Arrays.fill(leastSides, 1);
    for (int l = -1; l < levels; l++) {
      instances[l + 1] = 1;
      for (int a = 0; a < under.length; a++) {
        instances[l + 1] *= under[a] > l ? slots.axisSize[a] : 1;
      }
    }
  }

  void set(Region region) {
    for (int l = levels - 2; l >= -1; l--) {
      int row = (l + 1) * dims;
      int sides = stages.sides[l + 1] * dims;
      int tile = l < 0 ? -1 : stages.tile[l] * dims;
      for (int d : slots.looping) {
        mostSides[row + d] = mostSides[row + dims + d] * (sides < 0 ? 1 : region.most[sides + d]);
        leastSides[row + d] =
            leastSides[row + dims + d] * (sides < 0 ? 1 : region.least[sides + d]);
        long large = tile < 0 ? 1 : region.most[tile + d];
        long small = tile < 0 ? 1 : region.least[tile + d];
        largest[row + d] = large;
        fewestTiles[row + d] = Ceil.of((double) slots.bound[d] / large);
        mostTiles[row + d] = Ceil.of((double) slots.bound[d] / small);
        fewestRounds[row + d] = Ceil.of(fewestTiles[row + d] / mostSides[row + d]);
        mostRounds[row + d] = Ceil.of(mostTiles[row + d] / leastSides[row + d]);
      }
    }
  }

  /** The longest side of a dim on the axes between two levels. */
  double side(int d, int child, int parent) {
    return Real.min(
        room(1 << d, child, parent),
        mostSides[(child + 1) * dims + d] / mostSides[(parent + 1) * dims + d]);
  }

  /**
   * Instances between two levels that hold the same boxes of an operand's windows, at most. Those
   * at m places along one dim of a window and n along the other start at m + n - 1 different
   * positions or more, as any two sets of numbers have as many sums.
   */
  double overlap(Demand need, int child, int parent) {
    double share = 1;
    for (Demand.Window w : need.windows) {
      if (w.b() >= 0) {
        double a = side(w.a(), child, parent);
        double b = side(w.b(), child, parent);
        double all = room(1 << w.a() | 1 << w.b(), child, parent);
        if (a * b > all) {
          a = Real.max(all / b, Real.min(a, Math.sqrt(all)));
          b = all / a;
        }
        share *= a * b / (a + b - 1);
      }
    }
    return share;
  }

  private double least(int d, int child, int parent) {
    return leastSides[(child + 1) * dims + d] / leastSides[(parent + 1) * dims + d];
  }

  /** Instances along the axes between two levels that carry any of {@code mask}. */
  private double room(int mask, int child, int parent) {
    double room = 1;
    for (int a = 0; a < under.length; a++) {
      if (under[a] > child && under[a] <= parent && (slots.axisDims[a] & mask) != 0) {
        room *= slots.axisSize[a];
      }
    }
    return room;
  }

  /**
   * The product of the sides of the dims of {@code mask} between two levels, at most: that of the
   * longest sides, what the axes have room for, and what the least of all sides leaves of it.
   */
  double together(int mask, int child, int parent) {
    double longest = 1;
    double taken = 1;
    for (int d : slots.looping) {
      if ((mask & 1 << d) != 0) {
        longest *= mostSides[(child + 1) * dims + d] / mostSides[(parent + 1) * dims + d];
      } else {
        taken *= least(d, child, parent);
      }
    }
    if (longest == 1) {
      return 1;
    }
    double all = instances[child + 1] / instances[parent + 1];
    return Real.min(longest, Real.min(room(mask, child, parent), all / taken));
  }

  /**
   * The product of all sides between two levels, each as often as {@code times} says, at most: in
   * the same three ways.
   */
  double weighted(int[] times, int child, int parent) {
    double longest = 1;
    double shortest = 1;
    double taken = 1;
    int free = 0;
    for (int d : slots.looping) {
      double most = mostSides[(child + 1) * dims + d] / mostSides[(parent + 1) * dims + d];
      double least = least(d, child, parent);
      longest *= power(most, times[d]);
      shortest *= power(least, times[d]);
      taken *= least;
      free = most > least ? Real.max(free, times[d]) : free;
    }
    double all = instances[child + 1] / instances[parent + 1];
    double room = 1;
    for (int a = 0; a < under.length; a++) {
      if (under[a] > child && under[a] <= parent) {
        int most = 0;
        for (int d : slots.looping) {
          most = (slots.axisDims[a] & 1 << d) != 0 ? Real.max(most, times[d]) : most;
        }
        room *= power(slots.axisSize[a], most);
      }
    }
    return Real.min(Real.min(longest, room), shortest * power(all / taken, free));
  }

  private static double power(double base, int exponent) {
    double power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }

  /** Instances of a level in use, at most. */
  double widest(int level) {
    return together(-1, level, levels - 1);
  }

  /** Instances of {@code child} that have work along a dim, at least. */
  double active(Region region, int d, int child) {
    double active = 1;
    for (int l = child + 1; l < levels; l++) {
      if (stages.sides[l] >= 0) {
        double side = region.least[stages.sides[l] * dims + d];
        double working = Real.min(side, fewestTiles[l * dims + d]);
        active = working > 1 ? active * (working - 1) + 1 : active;
      }
    }
    return active;
  }

  /** Tiles of the dims of {@code mask} that one instance has one after the other, at least. */
  double rounds(int mask, int level) {
    int row = (level + 1) * dims;
    double rounds = 1;
    double tiles = 1;
    for (int d : slots.looping) {
      if ((mask & 1 << d) != 0) {
        rounds *= fewestRounds[row + d];
        tiles *= fewestTiles[row + d];
      }
    }
    return Real.max(rounds, tiles / together(mask, level, levels - 1));
  }
}
