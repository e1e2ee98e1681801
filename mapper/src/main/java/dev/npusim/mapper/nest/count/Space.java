package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import java.util.stream.IntStream;

/**
 * A layer and an architecture as tables: what is the same for all mappings of one to the other.
 * Dims of bound 1 are relevant to nothing, because they never loop.
 */
final class Space {
  /**
   * A coordinate that is not the plain index of one dim: {@code a} with factor {@code strideA} plus
   * {@code b} with {@code strideB}; {@code b} is -1 where only one dim is left.
   *
   * @param gaps whether positions that nobody reads are not counted, and there are any
   */
  record Window(int a, long strideA, int b, long strideB, long boundA, long boundB, boolean gaps) {
    /** As a bit mask. */
    int dims() {
      return 1 << a | (b < 0 ? 0 : 1 << b);
    }

    boolean has(int dim) {
      return dim == a || dim == b;
    }
  }

  private static final int BITS_PER_BYTE = 8;

  final Architecture architecture;
  final Layer layer;
  final int levels;
  final int dims;
  final int operands;
  final int axes;
  final long[] bound;

  /** Dims of bound 2 and more. */
  final int[] looping;

  final long macs;
  final double macEnergy;
  final double macsPerCycle;

  /** Position of the operand that is written. */
  final int written;

  /** Per operand: the dims that address it. */
  final int[] relevant;

  /** Per operand: the looping dims that do not address it. */
  final int[][] idle;

  /** The same without one dim, [operand][dim]. */
  final int[][][] others;

  /** Per operand: those of them that are plain coordinates, and the product of their bounds. */
  final int[] plain;

  /** The same dims, those of bound 1 left out. */
  final int[][] plainDims;

  final long[] plainVolume;

  /** Per operand: combinations of its dims' indices. */
  final long[] points;

  /** Per operand. */
  final Window[][] windows;

  /** Cycles (zero without a limit) and energy per unit at a level, for one instance. */
  final double[] readCycles;

  final double[] writeCycles;
  final double[] sharedCycles;
  final double[] readEnergy;
  final double[] writeEnergy;
  final boolean[] doubleBuffered;

  /** Levels with a limit of bandwidth. */
  final boolean[] limited;

  /** Levels without any limit of capacity. */
  final boolean[] unlimited;

  /** Whether any level is wider for partial sums. */
  final boolean wideSums;

  /** Per axis. */
  final int[] under;

  /** Per level: the axes under it, as a bit mask. */
  final int[] axesUnder;

  /** Sets of axes that counts ask for, and the one outside each level, {@code [level + 1]}. */
  final AxisSets sets;

  final int[] outside;

  /** The axes, as a bit mask, on which every instance has its own read. */
  final int unicast;

  /** Those on which instances hand data on. */
  final int forward;

  /** Units (words or bytes) per element, [level * operands + operand]. */
  final double[] units;

  /** The same for an element that is still being summed up. */
  final double[] partialUnits;

  /** Shared and per-role capacity in units; infinite without a limit. */
  final double[] capacity;

  final double[] partition;

  Space(Architecture architecture, Layer layer) {
    this.architecture = architecture;
    this.layer = layer;
    levels = architecture.levels().size();
    dims = layer.dims().size();
    operands = layer.operands().size();
    axes = architecture.axes().size();
    macs = layer.macs();
    macEnergy = architecture.compute().energyPerMac();
    macsPerCycle = architecture.compute().macsPerCycle();
    bound = layer.dims().stream().mapToLong(dim -> dim.bound()).toArray();
    looping = IntStream.range(0, dims).filter(dim -> bound[dim] > 1).toArray();
    relevant = new int[operands];
    plain = new int[operands];
    plainVolume = new long[operands];
    points = new long[operands];
    windows = new Window[operands][];
    idle = new int[operands][];
    others = new int[operands][dims][];
    plainDims = new int[operands][];
    int output = 0;
    for (int o = 0; o < operands; o++) {
      Operand operand = layer.operands().get(o);
      output = operand.isWritten() ? o : output;
      windows[o] =
          operand.coordinates().stream()
              .map(this::window)
              .filter(window -> !isPlain(window))
              .toArray(Window[]::new);
      points[o] = 1;
      plainVolume[o] = 1;
      for (Coordinate coordinate : operand.coordinates()) {
        Window window = window(coordinate);
        for (Coordinate.Term term : coordinate.terms()) {
          points[o] *= bound[term.dim()];
          relevant[o] |= bound[term.dim()] > 1 ? 1 << term.dim() : 0;
        }
        if (isPlain(window)) {
          plain[o] |= 1 << window.a();
          plainVolume[o] *= window.boundA();
        }
      }
      int address = relevant[o];
      int whole = plain[o];
      idle[o] = IntStream.of(looping).filter(dim -> (address & 1 << dim) == 0).toArray();
      for (int d = 0; d < dims; d++) {
        int but = d;
        others[o][d] = IntStream.of(idle[o]).filter(dim -> dim != but).toArray();
      }
      plainDims[o] = IntStream.of(looping).filter(dim -> (whole & 1 << dim) != 0).toArray();
    }
    written = output;
    under = architecture.axes().stream().mapToInt(SpatialAxis::under).toArray();
    axesUnder = new int[levels];
    for (int axis = 0; axis < axes; axis++) {
      axesUnder[under[axis]] |= 1 << axis;
    }
    unicast = axes(SpatialAxis.Delivery.UNICAST);
    sets = new AxisSets(levels, under, unicast);
    outside = IntStream.rangeClosed(-1, levels).map(sets::outside).toArray();
    forward = axes(SpatialAxis.Delivery.FORWARD);
    units = new double[levels * operands];
    partialUnits = new double[levels * operands];
    capacity = new double[levels];
    partition = new double[levels * operands];
    readCycles = new double[levels];
    writeCycles = new double[levels];
    sharedCycles = new double[levels];
    readEnergy = new double[levels];
    writeEnergy = new double[levels];
    doubleBuffered = new boolean[levels];
    unlimited = new boolean[levels];
    limited = new boolean[levels];
    for (int l = 0; l < levels; l++) {
      memory(l, architecture.levels().get(l));
    }
    wideSums = !java.util.Arrays.equals(units, partialUnits);
  }

  private int axes(SpatialAxis.Delivery delivery) {
    int mask = 0;
    for (int axis = 0; axis < axes; axis++) {
      mask |= architecture.axes().get(axis).delivery() == delivery ? 1 << axis : 0;
    }
    return mask;
  }

  private static boolean isPlain(Window window) {
    return window.b() < 0 && window.strideA() == 1;
  }

  /** Terms of bound 1 are constant and drop out; of two that are, the first one stays. */
  private Window window(Coordinate coordinate) {
    Coordinate.Term a = coordinate.terms().get(0);
    if (coordinate.terms().size() == 1) {
      return single(a, false);
    }
    Coordinate.Term b = coordinate.terms().get(1);
    if (bound[b.dim()] == 1) {
      return single(a, coordinate.touched());
    }
    if (bound[a.dim()] == 1) {
      return single(b, coordinate.touched());
    }
    boolean gaps = coordinate.touched() && (a.coefficient() > 1 || b.coefficient() > 1);
    return new Window(
        a.dim(), a.coefficient(), b.dim(), b.coefficient(), bound[a.dim()], bound[b.dim()], gaps);
  }

  private Window single(Coordinate.Term term, boolean touched) {
    long boundA = bound[term.dim()];
    long stride = boundA == 1 || touched ? 1 : term.coefficient();
    return new Window(term.dim(), stride, -1, 0, boundA, 1, false);
  }

  private void memory(int l, MemoryLevel level) {
    capacity[l] = limit(level.capacity());
    readCycles[l] = 1 / level.readBandwidth();
    writeCycles[l] = 1 / level.writeBandwidth();
    sharedCycles[l] = 1 / level.sharedBandwidth();
    readEnergy[l] = level.readEnergy();
    writeEnergy[l] = level.writeEnergy();
    doubleBuffered[l] = level.doubleBuffered();
    limited[l] = readCycles[l] + writeCycles[l] + sharedCycles[l] > 0;
    unlimited[l] = level.capacity() == MemoryLevel.UNLIMITED && level.partitions().isEmpty();
    for (int o = 0; o < operands; o++) {
      Operand operand = layer.operands().get(o);
      boolean words = level.unit() == MemoryLevel.Unit.WORDS;
      units[l * operands + o] = words ? 1 : (double) operand.bits() / BITS_PER_BYTE;
      partialUnits[l * operands + o] = words ? 1 : (double) operand.partialBits() / BITS_PER_BYTE;
      Role role = operand.role();
      Long reserved = level.partitions().get(role);
      partition[l * operands + o] =
          reserved == null ? Double.POSITIVE_INFINITY : reserved.doubleValue();
    }
  }

  private static double limit(long capacity) {
    return capacity == MemoryLevel.UNLIMITED ? Double.POSITIVE_INFINITY : capacity;
  }
}
