package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;

/**
 * What tiles take at each level, at least, and what there is: one buffer each, elements of the
 * width that results have.
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

  /** Extents of the tile in question. */
  private final long[] extent;

  Room(SearchProblem problem, Slots slots, Demand[] demand) {
    this.slots = slots;
    this.demand = demand;
    operands = demand.length;
    units = new double[slots.levels * operands];
    capacity = new double[slots.levels];
    partition = new double[slots.levels * operands];
    extent = new long[slots.dims];
    java.util.Arrays.fill(extent, 1);
    for (int l = 0; l < slots.levels; l++) {
      MemoryLevel memory = problem.architecture().levels().get(l);
      capacity[l] = limit(memory.capacity());
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

  /** Whether the tiles of a level fit that its slot and those inside it make. */
  boolean fits(FlatMapping mapping, int level) {
    slots.extents(mapping, level, extent, 0);
    double sum = 0;
    for (int o = 0; o < operands; o++) {
      if ((mapping.keeps[level] & 1 << o) != 0) {
        double size = demand[o].tile(extent, 0) * units[level * operands + o];
        if (size > partition[level * operands + o]) {
          return false;
        }
        sum += size;
      }
    }
    return sum <= capacity[level];
  }
}
