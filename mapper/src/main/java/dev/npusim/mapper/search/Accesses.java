package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.count.Real;

/** What words asked for and received cost at least: energy, and units through ports. */
final class Accesses {
  private static final int BITS_PER_BYTE = 8;

  private final Demand[] demand;
  private final Extremes extremes;
  private final double[] units;

  /** Units that an element that is still being summed up is wider. */
  private final double[] wider;

  private final int levels;
  private final boolean forgets;
  final double[] readEnergy;
  final double[] writeEnergy;

  Accesses(SearchProblem problem, Demand[] demand, Room room, Extremes extremes) {
    this.demand = demand;
    this.extremes = extremes;
    units = room.units;
    levels = problem.architecture().levels().size();
    wider = new double[units.length];
    for (int cell = 0; cell < wider.length; cell++) {
      MemoryLevel memory = problem.architecture().levels().get(cell / demand.length);
      Operand operand = problem.layer().operands().get(cell % demand.length);
      boolean words = memory.unit() == MemoryLevel.Unit.WORDS;
      wider[cell] = words ? 0 : (double) (operand.partialBits() - operand.bits()) / BITS_PER_BYTE;
    }
    forgets = problem.counter().forgets();
    readEnergy =
        problem.architecture().levels().stream().mapToDouble(MemoryLevel::readEnergy).toArray();
    writeEnergy =
        problem.architecture().levels().stream().mapToDouble(MemoryLevel::writeEnergy).toArray();
  }

  double units(int level, int operand) {
    return units[level * demand.length + operand];
  }

  /** The next level outside {@code child} that keeps an operand. */
  static int parent(int[] keeps, int o, int child) {
    int level = child + 1;
    while ((keeps[level] & 1 << o) == 0) {
      level++;
    }
    return level;
  }

  /**
   * Reads of {@code level}. Sums are written to it, and read back but for the first time: once per
   * output, and in the timeloop convention once per instance. Where tiles of sums are drained, each
   * update of an inner level has a read, then or now. All but one crossing of each output, either
   * way, are those of a running sum, and what comes back is.
   */
  void asked(Traffic traffic, int o, int level, double words) {
    double size = units(level, o);
    if (demand[o].written) {
      double outputs = demand[o].touched;
      double more = wider[level * demand.length + o];
      double in = words * size + Real.max(0, words - outputs) * more;
      double again = Real.max(0, words - first(o, level));
      double sums = level == levels - 1 ? again : Real.max(0, again - outputs);
      double back = again * size + sums * more;
      traffic.in[level] += in;
      traffic.out[level] += back;
      traffic.energy += in * writeEnergy[level] + back * readEnergy[level];
    } else {
      traffic.out[level] += words * size;
      traffic.fetched[level] += words * size;
      traffic.energy += words * size * readEnergy[level];
    }
  }

  /** Updates of a level that need no read, at most. */
  double first(int o, int level) {
    if (!forgets) {
      return level == levels - 1 ? demand[o].touched : 0;
    }
    return demand[o].touched * extremes.together(~demand[o].relevant, level, levels - 1);
  }

  /** Writes of {@code level} from further out: sums begin at zero without one. */
  void received(Traffic traffic, int o, int level, double words) {
    double fills = demand[o].written ? Real.max(0, words - demand[o].touched) : words;
    double size = units(level, o) + wider[level * demand.length + o];
    traffic.in[level] += fills * size;
    traffic.energy += fills * size * writeEnergy[level];
  }
}
