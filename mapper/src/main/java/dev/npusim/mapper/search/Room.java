package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.count.Real;

/**
 * What tiles take at each level, at least, and what there is: elements of the width that results
 * have; two buffers only where it is certain that the tile changes.
 */
final class Room {
  private static final int BITS_PER_BYTE = 8;

  private final Slots slots;
  private final Demand[] demand;
  private final int operands;

  /** Units per element, [level * operands + operand]. */
  final double[] units;

  private final double[] capacity;
  private final double[] partition;
  private final boolean[] limited;
  private final boolean[] doubleBuffered;

  /** Units that the smallest tile of each operand takes at the level in question. */
  private final double[] taken;

  private final int[] buffers;

  Room(SearchProblem problem, Slots slots, Demand[] demand) {
    this.slots = slots;
    this.demand = demand;
    operands = demand.length;
    units = new double[slots.levels * operands];
    capacity = new double[slots.levels];
    limited = new boolean[slots.levels];
    doubleBuffered = new boolean[slots.levels];
    partition = new double[slots.levels * operands];
    taken = new double[operands];
    buffers = new int[operands];
    for (int l = 0; l < slots.levels; l++) {
      MemoryLevel memory = problem.architecture().levels().get(l);
      capacity[l] = limit(memory.capacity());
      limited[l] = memory.capacity() != MemoryLevel.UNLIMITED || !memory.partitions().isEmpty();
      doubleBuffered[l] = memory.doubleBuffered();
      for (int o = 0; o < operands; o++) {
        Role role = problem.layer().operands().get(o).role();
        units[l * operands + o] =
            memory.unit() == MemoryLevel.Unit.WORDS
                ? 1
                : (double) problem.layer().operands().get(o).bits() / BITS_PER_BYTE;
        Long reserved = memory.partitions().get(role);
        partition[l * operands + o] = limit(reserved == null ? MemoryLevel.UNLIMITED : reserved);
      }
    }
  }

  private static double limit(long capacity) {
    return capacity == MemoryLevel.UNLIMITED ? Double.POSITIVE_INFINITY : capacity;
  }

  /**
   * Cuts extents that do not fit even with the least of all others.
   *
   * @return whether any are left
   */
  boolean narrow(Region region, Stages stages) {
    for (int l = 0; l < slots.levels - 1; l++) {
      if (limited[l] && region.keeps[l] != 0 && !level(region, stages, l)) {
        return false;
      }
    }
    return true;
  }

  private boolean level(Region region, Stages stages, int l) {
    int row = stages.tile[l] * stages.dims;
    double sum = 0;
    for (int o = 0; o < operands; o++) {
      if ((region.keeps[l] & 1 << o) != 0) {
        buffers[o] = doubleBuffered[l] && changes(region, stages, l, o) ? 2 : 1;
        taken[o] = units[l * operands + o] * buffers[o] * demand[o].tile(region.least, row);
        if (taken[o] > partition[l * operands + o]) {
          return false;
        }
        sum += taken[o];
      }
    }
    if (sum > capacity[l]) {
      return false;
    }
    for (int d : slots.looping) {
      if (region.least[row + d] < region.most[row + d]) {
        cut(region, l, row, d, capacity[l] - sum);
      }
    }
    return true;
  }

  /** The size of a tile grows by so much with each extent, or more. */
  private void cut(Region region, int l, int row, int d, double free) {
    double more = Double.POSITIVE_INFINITY;
    double slope = 0;
    for (int o = 0; o < operands; o++) {
      if ((region.keeps[l] & demandBit(o, d)) != 0) {
        double each = units[l * operands + o] * buffers[o] * demand[o].slope(region.least, row, d);
        slope += each;
        more = Real.min(more, (partition[l * operands + o] - taken[o]) / each);
      }
    }
    more = Real.min(more, free / slope);
    if (more < region.most[row + d]) {
      long most = region.least[row + d] + (long) Math.floor(more * (1 + 1e-12));
      region.most[row + d] = Real.min(region.most[row + d], most);
    }
  }

  private int demandBit(int o, int d) {
    return (demand[o].relevant & 1 << d) != 0 ? 1 << o : 0;
  }

  /** Whether a loop outside certainly moves the tile. */
  private boolean changes(Region region, Stages stages, int l, int o) {
    for (int rest = demand[o].relevant; rest != 0; rest &= rest - 1) {
      int d = Integer.numberOfTrailingZeros(rest);
      double covered = region.most[stages.tile[l] * stages.dims + d];
      for (int outer = l + 1; outer < slots.levels; outer++) {
        if (stages.sides[outer] >= 0) {
          covered *= region.most[stages.sides[outer] * stages.dims + d];
        }
      }
      if (covered < slots.bound[d]) {
        return true;
      }
    }
    return false;
  }
}
