package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.SpatialAxis;
import java.util.Arrays;

/**
 * The places where a dim can loop, from the inside: per level the axes under it, then its own
 * temporal loops. The last one, the temporal loops of the outermost level, takes what the others
 * leave, so the others determine a dim's factors.
 */
final class Slots {
  final Architecture architecture;
  final Layer layer;
  final int dims;
  final int levels;
  final int slots;

  /** Level of a temporal slot, or -1. */
  final int[] level;

  /** Slot of a level's temporal loops. */
  final int[] slotOfLevel;

  /** Axis of a spatial slot, or -1. */
  final int[] axis;

  /** Per axis: its size and the dims it may carry. */
  final long[] axisSize;

  final int[] axisDims;
  final long[] bound;

  /** Dims of bound 2 and more. */
  final int[] looping;

  Slots(Architecture architecture, Layer layer) {
    this.architecture = architecture;
    this.layer = layer;
    dims = layer.dims().size();
    levels = architecture.levels().size();
    int axes = architecture.axes().size();
    slots = levels + axes;
    level = new int[slots];
    slotOfLevel = new int[levels];
    axis = new int[slots];
    Arrays.fill(level, -1);
    Arrays.fill(axis, -1);
    int slot = 0;
    int next = 0;
    for (int l = 0; l < levels; l++) {
      for (; next < axes && architecture.axes().get(next).under() == l; next++) {
        axis[slot++] = next;
      }
      slotOfLevel[l] = slot;
      level[slot++] = l;
    }
    bound = layer.dims().stream().mapToLong(dim -> dim.bound()).toArray();
    looping = java.util.stream.IntStream.range(0, dims).filter(d -> bound[d] > 1).toArray();
    axisSize = architecture.axes().stream().mapToLong(SpatialAxis::size).toArray();
    axisDims = new int[axes];
    int written =
        layer.operands().stream()
            .filter(operand -> operand.isWritten())
            .mapToInt(operand -> operand.relevantDims())
            .sum();
    for (int a = 0; a < axes; a++) {
      SpatialAxis spatial = architecture.axes().get(a);
      for (int d : looping) {
        boolean carries =
            spatial.dims().isEmpty() || spatial.dims().contains(layer.dims().get(d).name());
        boolean sums = (written & 1 << d) == 0;
        axisDims[a] |= carries && (spatial.reduces() || !sums) ? 1 << d : 0;
      }
    }
  }

  boolean allows(int slot, int dim) {
    return axis[slot] < 0 || (axisDims[axis[slot]] & 1 << dim) != 0;
  }

  long factor(FlatMapping mapping, int slot, int dim) {
    return axis[slot] < 0
        ? mapping.factors[level[slot] * dims + dim]
        : mapping.spatial[axis[slot] * dims + dim];
  }

  void setFactor(FlatMapping mapping, int slot, int dim, long factor) {
    if (axis[slot] < 0) {
      mapping.factors[level[slot] * dims + dim] = factor;
    } else {
      mapping.spatial[axis[slot] * dims + dim] = factor;
    }
  }

  /** Steps that the slots inside {@code slot} leave of a dim. */
  long left(FlatMapping mapping, int slot, int dim) {
    long covered = 1;
    for (int inner = 0; inner < slot; inner++) {
      covered *= factor(mapping, inner, dim);
    }
    return (bound[dim] + covered - 1) / covered;
  }

  /** The next factor that leaves another number of rounds outside. */
  static long next(long left, long factor) {
    long rounds = (left + factor - 1) / factor;
    return rounds == 1 ? Long.MAX_VALUE : (left + rounds - 2) / (rounds - 1);
  }

  /** Writes the extents of a level's tile to {@code extent} from {@code row} on. */
  void extents(FlatMapping mapping, int ofLevel, long[] extent, int row) {
    for (int d : looping) {
      long covered = 1;
      for (int s = 0; s <= slotOfLevel[ofLevel]; s++) {
        covered *= factor(mapping, s, d);
      }
      extent[row + d] = Math.min(covered, bound[d]);
    }
  }

  /** Instances that a mapping uses along an axis. */
  long used(FlatMapping mapping, int a) {
    long used = 1;
    for (int d : looping) {
      used *= mapping.spatial[a * dims + d];
    }
    return used;
  }

  /**
   * Makes a dim's factors cover its bound and not more than needed: cuts factors from the inside
   * where what is left is less, and gives the outermost level the rest.
   */
  void close(FlatMapping mapping, int dim) {
    long covered = 1;
    for (int slot = 0; slot < slots; slot++) {
      long most = (bound[dim] + covered - 1) / covered;
      long factor = slot == slots - 1 ? most : Math.min(most, factor(mapping, slot, dim));
      setFactor(mapping, slot, dim, factor);
      covered *= factor;
    }
  }

  /** Makes all dims' factors cover their bounds. */
  void close(FlatMapping mapping) {
    for (int d : looping) {
      close(mapping, d);
    }
  }
}
