package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.npu.cost.Ceil;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Prices mappings of one layer to one architecture, one after the other, in scratch arrays of its
 * own: no allocation per mapping. The getters tell about the last mapping counted. Counts are
 * elements over all instances.
 *
 * <p>Instances at the edge of an array can have less to do than others where factors do not divide
 * a bound; the port times are those of the busiest.
 */
public abstract class Evaluator {
  final Space space;
  final Nest nest;
  final long[] reads;
  final long[] fills;
  final long[] updates;
  final long[] temporalReductions;
  final long[] drains;

  /** Units per element that a level holds under this mapping, [level * operands + operand]. */
  final double[] units;

  final SumWidths widths;

  /** Cycles that a level's slowest port needs. */
  final double[] portCycles;

  private final int[] kept;
  private double energy;
  private double cycles;

  /** Of all temporal loops. */
  private long rounds;

  /** Cycles of the MAC units. */
  private double steps;

  Evaluator(Architecture architecture, Layer layer) {
    space = new Space(architecture, layer);
    nest = new Nest(space);
    int cells = space.levels * space.operands;
    reads = new long[cells];
    fills = new long[cells];
    updates = new long[cells];
    temporalReductions = new long[cells];
    drains = new long[cells];
    units = space.units.clone();
    widths = new SumWidths(nest, units);
    portCycles = new double[space.levels];
    kept = new int[space.levels];
  }

  /**
   * Counts a mapping if its tiles fit.
   *
   * @return whether they do; nothing is counted otherwise
   */
  public final boolean evaluate(FlatMapping mapping) {
    if (!fits(mapping)) {
      return false;
    }
    count();
    return true;
  }

  /**
   * Takes a mapping in and says whether its tiles fit; if so, {@link #computeCycles} and {@link
   * #macEnergy} are known, and {@link #count} does the rest.
   */
  public final boolean fits(FlatMapping mapping) {
    nest.set(mapping);
    // What is a running sum depends on the order of the loops, and so does the room it takes.
    if (space.wideSums) {
      nest.order(mapping);
      widths.set();
    }
    if (overfull() >= 0) {
      return false;
    }
    if (!space.wideSums) {
      nest.order(mapping);
    }
    rounds = nest.steps();
    steps = rounds / space.macsPerCycle;
    return true;
  }

  /**
   * Counts a mapping.
   *
   * @throws MappingException naming level and operands where the tiles do not fit
   */
  final void countOrFail(FlatMapping mapping) {
    if (!evaluate(mapping)) {
      throw new MappingException(overflow(overfull()));
    }
  }

  private String overflow(int l) {
    MemoryLevel level = space.architecture.levels().get(l);
    StringJoiner tiles = new StringJoiner(" + ");
    double sum = 0;
    String unit = level.unit().name().toLowerCase(Locale.ROOT);
    for (int o = 0; o < space.operands; o++) {
      if (keeps(l, o)) {
        String tile = whole(room(l, o)) + " for " + space.layer.operands().get(o).name();
        double reserved = space.partition[l * space.operands + o];
        if (room(l, o) > reserved) {
          return "level "
              + level.name()
              + ": tile of "
              + tile
              + "; "
              + whole(reserved)
              + " "
              + unit
              + " are reserved for it";
        }
        tiles.add(tile);
        sum += room(l, o);
      }
    }
    return "level "
        + level.name()
        + ": capacity exceeded: "
        + tiles
        + " = "
        + whole(sum)
        + " of "
        + level.capacity()
        + " "
        + unit;
  }

  private static long whole(double units) {
    return Ceil.of(units);
  }

  /** Counts the mapping that {@link #fits} took in last, and which does. */
  public final void count() {
    clear();
    accesses();
    widths.save(drains);
    price();
    cycles = latency();
  }

  /** Which counts there are follows from what is kept, so others only stay after a change of it. */
  private void clear() {
    if (!Arrays.equals(kept, nest.keeps)) {
      System.arraycopy(nest.keeps, 0, kept, 0, kept.length);
      Arrays.fill(reads, 0);
      Arrays.fill(fills, 0);
      Arrays.fill(updates, 0);
      Arrays.fill(temporalReductions, 0);
      Arrays.fill(drains, 0);
    }
  }

  /** Fills in the counts of what is kept, and no others. */
  abstract void accesses();

  /** Cycles from the counts and {@link #portCycles}. */
  abstract double latency();

  /** What the last latency is due to. */
  public abstract String limit();

  /** The first level whose tiles exceed it, or -1. */
  final int overfull() {
    for (int l = 0; l < space.levels; l++) {
      if (space.unlimited[l]) {
        continue;
      }
      double sum = 0;
      for (int o = 0; o < space.operands; o++) {
        if ((nest.keeps[l] & 1 << o) != 0) {
          double room = room(l, o);
          if (room > space.partition[l * space.operands + o]) {
            return l;
          }
          sum += room;
        }
      }
      if (sum > space.capacity[l]) {
        return l;
      }
    }
    return -1;
  }

  /** Units that an operand's tile takes at a level: twice its size if the next one comes early. */
  final double room(int level, int operand) {
    double size = nest.elements(operand, level) * units[level * space.operands + operand];
    boolean twice = space.doubleBuffered[level] && nest.changes(operand, level);
    return twice ? 2 * size : size;
  }

  /** Energy and the ports' cycles, from the counts. */
  private void price() {
    double skew = imbalance();
    double sum = macEnergy();
    int cell = 0;
    for (int l = 0; l < space.levels; l++) {
      double in = -widths.savedIn[l];
      double out = -widths.savedOut[l];
      for (int o = 0; o < space.operands; o++, cell++) {
        out += reads[cell] * units[cell];
        in += (fills[cell] + updates[cell]) * units[cell];
      }
      sum += out * space.readEnergy[l] + in * space.writeEnergy[l];
      long instances = nest.instances(l);
      portCycles[l] = port(l, out, in) * (instances == 1 ? 1 : skew / instances);
    }
    energy = sum;
  }

  /** Cycles that the ports of one instance of a level need for {@code out} and {@code in} units. */
  final double port(int l, double out, double in) {
    double read = out * space.readCycles[l];
    double write = in * space.writeCycles[l];
    double shared = (in + out) * space.sharedCycles[l];
    return Real.max(Real.max(read, write), shared);
  }

  /**
   * How much more than the average the busiest instance may have to do, at most: work of instances
   * that are all as busy as the first one, over the real work.
   */
  private double imbalance() {
    if (nest.inexact == 0) {
      return 1;
    }
    return (double) rounds * nest.instances(-1) / space.macs;
  }

  public final Architecture architecture() {
    return space.architecture;
  }

  public final Layer layer() {
    return space.layer;
  }

  /** In the architecture's unit. */
  public final double energy() {
    return energy;
  }

  public final double macEnergy() {
    return space.macs * space.macEnergy;
  }

  /** The energy of one operand's accesses at one level. */
  public final double energy(int level, int operand) {
    return unitsOut(level, operand) * space.readEnergy[level]
        + unitsIn(level, operand) * space.writeEnergy[level];
  }

  /** What is read of one operand at one level, in the level's unit. */
  public final double unitsOut(int level, int operand) {
    int cell = level * space.operands + operand;
    double saved = operand == space.written ? widths.savedOut[level] : 0;
    return reads[cell] * units[cell] - saved;
  }

  /** What is written of one operand at one level, in the level's unit. */
  public final double unitsIn(int level, int operand) {
    int cell = level * space.operands + operand;
    double saved = operand == space.written ? widths.savedIn[level] : 0;
    return (fills[cell] + updates[cell]) * units[cell] - saved;
  }

  /** Whole cycles, rounded up. */
  public final long cycles() {
    return wholeCycles(cycles);
  }

  /** Rounded up, forgiving what a division in binary adds. */
  static long wholeCycles(double cycles) {
    return Ceil.of(cycles * (1 - 1e-12));
  }

  /** Energy times delay. */
  public final double edp() {
    return energy * cycles();
  }

  /** Cycles of the MAC units alone. */
  public final long computeCycles() {
    return wholeCycles(steps());
  }

  final double steps() {
    return steps;
  }

  /** Cycles that the level's slowest port needs for the busiest instance. */
  public final double portCycles(int level) {
    return portCycles[level];
  }

  public final boolean keeps(int level, int operand) {
    return (nest.keeps[level] & 1 << operand) != 0;
  }

  /**
   * Room that the tiles of a level take in one instance, in its unit (words or bytes): twice a
   * tile's size where the next one comes early.
   */
  public final double held(int level) {
    double sum = 0;
    for (int o = 0; o < space.operands; o++) {
      sum += keeps(level, o) ? room(level, o) : 0;
    }
    return sum;
  }

  /** Traffic of a level over all instances, read and written, in its unit. */
  public final double moved(int level) {
    double sum = 0;
    for (int o = 0; o < space.operands; o++) {
      sum += unitsOut(level, o) + unitsIn(level, o);
    }
    return sum;
  }

  /**
   * Tiles that come from and go to the outermost level, of all operands and one after the other: as
   * many transfers.
   */
  public final long transfers() {
    long sum = 0;
    for (int o = 0; o < space.operands; o++) {
      int child = space.levels - 2;
      while (child >= 0 && !keeps(child, o)) {
        child--;
      }
      sum += child < 0 ? space.points[o] : nest.steps(nest.firstRelevant(o, child));
    }
    return sum;
  }

  /** Elements of a tile. */
  public final long tile(int level, int operand) {
    return nest.elements(operand, level);
  }

  /**
   * Bits of an element that a level holds under this mapping. Words are as wide as partial sums,
   * since a memory of words has one width.
   */
  public final int bits(int level, int operand) {
    Operand type = space.layer.operands().get(operand);
    boolean words = space.architecture.levels().get(level).unit() == MemoryLevel.Unit.WORDS;
    int cell = level * space.operands + operand;
    return operand == space.written && (words || units[cell] > space.units[cell])
        ? type.partialBits()
        : type.bits();
  }

  /** Instances in use; -1 for the MAC units. */
  public final long instances(int level) {
    return nest.instances(level);
  }

  public final long reads(int level, int operand) {
    return reads[level * space.operands + operand];
  }

  public final long fills(int level, int operand) {
    return fills[level * space.operands + operand];
  }

  public final long updates(int level, int operand) {
    return updates[level * space.operands + operand];
  }

  public final long temporalReductions(int level, int operand) {
    return temporalReductions[level * space.operands + operand];
  }

  /** Of the updates, those that are results, narrower than the running sums held there. */
  public final long finishedUpdates(int level, int operand) {
    return operand == space.written ? widths.finishedIn(level) : 0;
  }

  /** Of the drains, those that are results, narrower than the running sums held there. */
  public final long finishedDrains(int level, int operand) {
    return operand == space.written ? widths.finishedOut(level, drains) : 0;
  }

  public final long drains(int level, int operand) {
    return drains[level * space.operands + operand];
  }
}
