package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.MemoryLevel;

/**
 * Lower bounds of energy and cycles for all mappings that share a placement and the factors of the
 * inner slots. What they rest on, in either way of counting:
 *
 * <ul>
 *   <li>every tile of an operand at a level comes at least once, so a level whose tile is known
 *       receives at least the sum of its tiles, and one whose tile is not at least every element;
 *   <li>the loops outside a level are the same for all operands. If a dim of an operand is the
 *       innermost of them, nothing of that operand is reused across the dims that do not address
 *       it: of the operands of a product, only those not addressed by that one dim can stay;
 *   <li>axes that are not decided yet may share and parallelise to their full size.
 * </ul>
 *
 * <p>Where memories keep what they have (not the timeloop convention), a tile also stays while the
 * innermost loop has only one step left in a last round that is cut short; at most one tile per
 * instance does.
 */
final class Floor {
  private static final double ROUNDING = 1 - 1e-9;

  private final SearchProblem problem;
  private final Slots slots;
  private final int levels;
  private final int dims;
  private final int operands;
  private final Demand[] demand;

  /** Whether a level forgets whatever the loops outside the first relevant one leave. */
  private final boolean forgets;

  private final double macs;
  private final double[] units;
  private final int[] under;
  private final int[] slotOfAxis;

  /** Extents of tiles, [(level + 1) * dims + dim]; row 0 is one point. */
  private final long[] extent;

  private final double[] tiles;
  private final double[] rounds;

  /** Traffic out of and into each level in units. */
  private final double[] out;

  private final double[] in;
  private final double[] optionOut;
  private final double[] optionIn;
  private final double[] leastOut;
  private final double[] leastIn;

  /** Per operand, of what the MACs ask for: words, and energy with and without sharing. */
  private final double[] words;

  private final double[] weight;
  private final double[] alone;

  /** Per operand: instances of undecided axes that share, at most. */
  private final double[] most;

  /** Operands that a dim does not address, at most. */
  private final int sharers;

  /** Instances along both dims of windows that may hold the same box, at most. */
  private final double slidingShare;

  private double energy;
  private double cycles;
  private double optionEnergy;

  Floor(SearchProblem problem, Slots slots, Demand[] demand, Room room) {
    this.problem = problem;
    this.slots = slots;
    Architecture architecture = problem.architecture();
    levels = slots.levels;
    dims = slots.dims;
    operands = problem.layer().operands().size();
    forgets = problem.counter().forgets();
    macs = problem.layer().macs();
    this.demand = demand;
    units = room.units;
    under = architecture.axes().stream().mapToInt(axis -> axis.under()).toArray();
    slotOfAxis = new int[under.length];
    for (int s = 0; s < slots.slots; s++) {
      if (slots.axis[s] >= 0) {
        slotOfAxis[slots.axis[s]] = s;
      }
    }
    extent = new long[(levels + 1) * dims];
    java.util.Arrays.fill(extent, 1);
    tiles = new double[dims];
    rounds = new double[dims];
    out = new double[levels];
    in = new double[levels];
    optionOut = new double[levels];
    optionIn = new double[levels];
    leastOut = new double[levels];
    leastIn = new double[levels];
    words = new double[operands];
    weight = new double[operands];
    alone = new double[operands];
    most = new double[operands];
    int most = 1;
    for (int d : slots.looping) {
      int idle = 0;
      for (Demand need : demand) {
        idle += (need.relevant & 1 << d) == 0 ? 1 : 0;
      }
      most = Math.max(most, idle);
    }
    sharers = most;
    double share = 1;
    for (Demand need : demand) {
      for (Demand.Window w : need.windows) {
        share *= w.b() < 0 ? 1 : Math.min(slots.bound[w.a()], slots.bound[w.b()]);
      }
    }
    slidingShare = share;
  }

  /** A bound of the cost with the factors of slots 0 to {@code known} - 1 decided. */
  double cost(FlatMapping mapping, int known) {
    energy = macs * problem.architecture().compute().energyPerMac();
    java.util.Arrays.fill(out, 0);
    java.util.Arrays.fill(in, 0);
    for (int child = -1; child < levels - 1; child++) {
      if (child < 0) {
        points(mapping, known);
      } else if (slots.slotOfLevel[child] < known) {
        slots.extents(mapping, child, extent, (child + 1) * dims);
        tiles(mapping, known, child);
      } else {
        elements(mapping, known, child);
      }
    }
    cycles = compute(mapping, known);
    for (int l = 0; l < levels; l++) {
      MemoryLevel memory = problem.architecture().levels().get(l);
      double instances = widest(mapping, known, l);
      cycles =
          Math.max(
              cycles,
              Math.max(
                      Math.max(out[l] / memory.readBandwidth(), in[l] / memory.writeBandwidth()),
                      (out[l] + in[l]) / memory.sharedBandwidth())
                  / instances);
    }
    return problem.objective().cost(energy, cycles) * ROUNDING;
  }

  private double compute(FlatMapping mapping, int known) {
    double steps = 1;
    for (int d : slots.looping) {
      long side = 1;
      for (int a = 0; a < under.length; a++) {
        side *= slotOfAxis[a] < known ? mapping.spatial[a * dims + d] : 1;
      }
      steps *= Math.ceil((double) slots.bound[d] / side);
    }
    return Math.max(1, steps / undecided(known, -1, levels))
        / problem.architecture().compute().macsPerCycle();
  }

  /** Instances along undecided axes under levels {@code from} + 1 to {@code to}. */
  private double undecided(int known, int from, int to) {
    double product = 1;
    for (int a = 0; a < under.length; a++) {
      if (slotOfAxis[a] >= known && under[a] > from && under[a] <= to) {
        product *= slots.axisSize[a];
      }
    }
    return product;
  }

  /** Instances of a level, at most. */
  private double widest(FlatMapping mapping, int known, int level) {
    double product = 1;
    for (int a = 0; a < under.length; a++) {
      if (under[a] > level) {
        product *= slotOfAxis[a] < known ? slots.used(mapping, a) : slots.axisSize[a];
      }
    }
    return product;
  }

  private int parent(FlatMapping mapping, int o, int child) {
    int level = child + 1;
    while ((mapping.keeps[level] & 1 << o) == 0) {
      level++;
    }
    return level;
  }

  /**
   * What the MACs ask for: each operand once per MAC but for what instances share. One instance
   * more along a dim is shared by the operands that the dim does not address, so undecided axes
   * cannot be full for all operands at once.
   */
  private void points(FlatMapping mapping, int known) {
    double product = undecided(known, -1, levels);
    double elided = 0;
    double together = Math.pow(product, sharers) * Math.min(slidingShare, Math.sqrt(product));
    for (int o = 0; o < operands; o++) {
      int parent = parent(mapping, o, -1);
      double own = undecided(known, -1, parent);
      most[o] = own == 1 ? 1 : own * Math.min(slidingShare, Math.sqrt(own));
      words[o] = macs / shared(mapping, known, o, -1, parent);
      MemoryLevel memory = problem.architecture().levels().get(parent);
      double size = units[parent * operands + o];
      weight[o] = words[o] * size * memory.readEnergy();
      if (demand[o].written) {
        // Each update has a read but for the first ones, however many are shared.
        weight[o] += words[o] * size * memory.writeEnergy();
        elided += first(mapping, known, o, parent) * size * memory.readEnergy();
      }
      asked(mapping, known, o, parent, Math.max(words[o] / most[o], demand[o].touched));
      alone[o] = optionEnergy;
      for (int l = 0; l < levels; l++) {
        out[l] += optionOut[l];
        in[l] += optionIn[l];
      }
      clear();
    }
    energy += Math.max(sum(alone), Sharing.least(weight, most, together) - elided);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Instances between two levels that may get the same data of an operand at once. */
  private double shared(FlatMapping mapping, int known, int o, int child, int parent) {
    double product = 1;
    for (int d : slots.looping) {
      if ((demand[o].relevant & 1 << d) == 0) {
        product *= side(mapping, known, d, child, parent);
      }
    }
    for (Demand.Window w : demand[o].windows) {
      if (w.b() >= 0) {
        product *=
            Math.min(
                side(mapping, known, w.a(), child, parent),
                side(mapping, known, w.b(), child, parent));
      }
    }
    return product;
  }

  private double side(FlatMapping mapping, int known, int d, int child, int parent) {
    double side = 1;
    for (int a = 0; a < under.length; a++) {
      if (slotOfAxis[a] < known && under[a] > child && under[a] <= parent) {
        side *= mapping.spatial[a * dims + d];
      }
    }
    return side;
  }

  /** Levels whose tiles are not known yet. */
  private void elements(FlatMapping mapping, int known, int child) {
    for (int o = 0; o < operands; o++) {
      if ((mapping.keeps[child] & 1 << o) != 0) {
        asked(mapping, known, o, parent(mapping, o, child), demand[o].touched);
        received(o, child, demand[o].touched);
      }
    }
    take();
  }

  /** Levels whose tiles are known: the best choice of the innermost loop outside. */
  private void tiles(FlatMapping mapping, int known, int child) {
    if (mapping.keeps[child] == 0) {
      return;
    }
    double free = undecided(known, child, levels);
    double remaining = 1;
    for (int d : slots.looping) {
      tiles[d] = Math.ceil((double) slots.bound[d] / extent[(child + 1) * dims + d]);
      rounds[d] = Math.ceil(tiles[d] / side(mapping, known, d, child, levels));
      remaining *= rounds[d];
    }
    double least = Double.POSITIVE_INFINITY;
    java.util.Arrays.fill(leastOut, Double.POSITIVE_INFINITY);
    java.util.Arrays.fill(leastIn, Double.POSITIVE_INFINITY);
    for (int i = -1; i < slots.looping.length; i++) {
      int d = i < 0 ? -1 : slots.looping[i];
      if (d < 0 ? remaining <= free : rounds[d] > 1) {
        option(mapping, known, child, d, free);
        least = Math.min(least, optionEnergy);
        for (int l = 0; l < levels; l++) {
          leastOut[l] = Math.min(leastOut[l], optionOut[l]);
          leastIn[l] = Math.min(leastIn[l], optionIn[l]);
        }
        clear();
      }
    }
    energy += least;
    for (int l = 0; l < levels; l++) {
      out[l] += leastOut[l];
      in[l] += leastIn[l];
    }
  }

  /** Dim {@code d} is the innermost loop outside {@code child}; -1: there is none. */
  private void option(FlatMapping mapping, int known, int child, int d, double free) {
    int row = (child + 1) * dims;
    for (int o = 0; o < operands; o++) {
      if ((mapping.keeps[child] & 1 << o) == 0) {
        continue;
      }
      Demand need = demand[o];
      int parent = parent(mapping, o, child);
      boolean moves = d >= 0 && (need.relevant & 1 << d) != 0;
      boolean whole = moves && (forgets || (need.plain & 1 << d) != 0);
      double again = 1;
      double side = 1;
      double all = 1;
      for (int e : slots.looping) {
        if ((need.relevant & 1 << e) == 0) {
          again *= rounds[e];
          all *= tiles[e];
          side *= active(mapping, known, e, child);
        }
      }
      double part =
          forgets || d < 0
              ? 1
              : Math.max(0, 1 - free * side(mapping, known, d, child, levels) / tiles[d]);
      double temporal = whole ? Math.max(1, part * again / free) : 1;
      double everywhere = Math.max(side, whole ? part * all : 1);
      int sliding = forgets && moves ? 1 << d : -1;
      double volume = need.tiles(slots.bound, extent, row, sliding);
      double windows = 1;
      for (Demand.Window w : need.windows) {
        if (w.b() >= 0) {
          windows *=
              Math.min(
                  side(mapping, known, w.a(), child, parent),
                  side(mapping, known, w.b(), child, parent));
        }
      }
      if (need.windows.length > 0) {
        windows *= undecided(known, child, parent);
      }
      asked(mapping, known, o, parent, Math.max(need.touched, volume * temporal / windows));
      received(o, child, need.written ? volume * temporal : volume * everywhere);
    }
  }

  /** Instances of {@code child} that work along a decided dim. */
  private double active(FlatMapping mapping, int known, int d, int child) {
    double active = 1;
    for (int a = 0; a < under.length; a++) {
      if (under[a] > child && slotOfAxis[a] < known && mapping.spatial[a * dims + d] > 1) {
        active = active * (mapping.spatial[a * dims + d] - 1) + 1;
      }
    }
    return active;
  }

  /**
   * Reads of {@code level}. Sums are written to it, and read back but for the first time: once per
   * output, and in the timeloop convention once per instance. Where tiles of sums are drained, each
   * update of an inner level has a read, then or now.
   */
  private void asked(FlatMapping mapping, int known, int o, int level, double words) {
    MemoryLevel memory = problem.architecture().levels().get(level);
    double size = units[level * operands + o];
    if (demand[o].written) {
      double back = Math.max(0, words - first(mapping, known, o, level)) * size;
      optionIn[level] += words * size;
      optionOut[level] += back;
      optionEnergy += words * size * memory.writeEnergy() + back * memory.readEnergy();
    } else {
      optionOut[level] += words * size;
      optionEnergy += words * size * memory.readEnergy();
    }
  }

  /** Updates of a level that need no read, at most. */
  private double first(FlatMapping mapping, int known, int o, int level) {
    if (!forgets) {
      return level == levels - 1 ? demand[o].touched : 0;
    }
    double first = demand[o].touched * undecided(known, level, levels);
    for (int d : slots.looping) {
      if ((demand[o].relevant & 1 << d) == 0) {
        first *= side(mapping, known, d, level, levels);
      }
    }
    return first;
  }

  private void received(int o, int level, double words) {
    double fills = demand[o].written ? Math.max(0, words - demand[o].touched) : words;
    double size = units[level * operands + o];
    optionIn[level] += fills * size;
    optionEnergy += fills * size * problem.architecture().levels().get(level).writeEnergy();
  }

  private void take() {
    energy += optionEnergy;
    for (int l = 0; l < levels; l++) {
      out[l] += optionOut[l];
      in[l] += optionIn[l];
    }
    clear();
  }

  private void clear() {
    optionEnergy = 0;
    java.util.Arrays.fill(optionOut, 0);
    java.util.Arrays.fill(optionIn, 0);
  }

  double energy() {
    return energy * ROUNDING;
  }

  double cycles() {
    return cycles * ROUNDING;
  }
}
