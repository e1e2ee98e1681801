package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.count.Real;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * How the dims can share the axes of an architecture: which sides (instances along a dim, on all
 * axes under one level together) there can be.
 */
final class ArraySides {
  private final Slots slots;
  private final Stages stages;

  /** Axes under each level, from the inside. */
  private final int[][] axes;

  /** Per level and set of its axes: the dims that go on no other, and the size of the set. */
  private final int[][] confined;

  private final long[][] size;

  /** Whether the axes under a level differ in nothing but size and dims. */
  private final boolean[] interchangeable;

  /** Sides that differ in what they leave, per variable and what there is to do. */
  private final Map<Long, long[]>[] known;

  @SuppressWarnings({"unchecked", "rawtypes"})
  ArraySides(Slots slots, Stages stages) {
    this.slots = slots;
    this.stages = stages;
    axes = new int[slots.levels][];
    confined = new int[slots.levels][];
    size = new long[slots.levels][];
    interchangeable = new boolean[slots.levels];
    for (int l = 0; l < slots.levels; l++) {
      int level = l;
      axes[l] =
          java.util.stream.IntStream.range(0, slots.axisSize.length)
              .filter(a -> slots.architecture.axes().get(a).under() == level)
              .toArray();
      interchangeable[l] =
          slots.architecture.axes().stream()
              .filter(axis -> axis.under() == level)
              .allMatch(axis -> axis.delivery() == SpatialAxis.Delivery.MULTICAST);
      sets(l);
    }
    known = new Map[stages.count * stages.dims];
  }

  private void sets(int l) {
    int sets = 1 << axes[l].length;
    confined[l] = new int[sets];
    size[l] = new long[sets];
    for (int set = 0; set < sets; set++) {
      int outside = 0;
      size[l][set] = 1;
      for (int i = 0; i < axes[l].length; i++) {
        if ((set & 1 << i) != 0) {
          size[l][set] *= slots.axisSize[axes[l][i]];
        } else {
          outside |= slots.axisDims[axes[l][i]];
        }
      }
      for (int d : slots.looping) {
        confined[l][set] |= (outside & 1 << d) == 0 ? 1 << d : 0;
      }
    }
  }

  /**
   * Cuts sides that no axis has room for, given the least of the others.
   *
   * @return whether any are left
   */
  boolean narrow(Region region) {
    for (int l = 0; l < slots.levels; l++) {
      if (stages.sides[l] < 0) {
        continue;
      }
      int row = stages.sides[l] * stages.dims;
      for (int set = 0; set < confined[l].length; set++) {
        long taken = 1;
        for (int rest = confined[l][set]; rest != 0; rest &= rest - 1) {
          taken *= region.least[row + Integer.numberOfTrailingZeros(rest)];
          if (taken > size[l][set]) {
            return false;
          }
        }
        for (int rest = confined[l][set]; rest != 0; rest &= rest - 1) {
          int i = row + Integer.numberOfTrailingZeros(rest);
          region.most[i] = Real.min(region.most[i], size[l][set] / (taken / region.least[i]));
        }
      }
    }
    return true;
  }

  /**
   * The sides of a dim under a level that are worth trying where {@code left} tiles are to be
   * shared out: per axis, of all factors that leave as many rounds, the smallest. Ascending.
   */
  long[] worthTrying(int level, int dim, long left) {
    int variable = stages.sides[level] * stages.dims + dim;
    Map<Long, long[]> found = known[variable];
    if (found == null) {
      found = new HashMap<>();
      known[variable] = found;
    }
    long[] sides = found.get(left);
    if (sides == null) {
      TreeSet<Long> products = new TreeSet<>();
      products(level, dim, 0, left, 1, products);
      sides = products.stream().mapToLong(Long::longValue).toArray();
      found.put(left, sides);
    }
    return sides;
  }

  private void products(
      int level, int dim, int i, long left, long product, TreeSet<Long> products) {
    if (i == axes[level].length) {
      products.add(product);
      return;
    }
    int axis = axes[level][i];
    long most = (slots.axisDims[axis] & 1 << dim) == 0 ? 1 : Real.min(left, slots.axisSize[axis]);
    for (long factor = 1; factor <= most; factor = Slots.next(left, factor)) {
      products(level, dim, i + 1, (left + factor - 1) / factor, product * factor, products);
    }
  }

  /**
   * Calls {@code each} for the ways to put a point's sides on the axes, in place: all, or one where
   * axes hand the same data to all their instances at once, since then only the product counts.
   */
  void forEach(Region point, FlatMapping mapping, Runnable each) {
    Arrays.fill(mapping.spatial, 1);
    level(point, mapping, 0, each);
  }

  private void level(Region point, FlatMapping mapping, int l, Runnable each) {
    if (l == slots.levels) {
      each.run();
    } else if (stages.sides[l] < 0) {
      level(point, mapping, l + 1, each);
    } else {
      place(point, mapping, l, 0, 0, each);
    }
  }

  /** Whether there was a way. */
  private boolean place(Region point, FlatMapping mapping, int l, int dim, int i, Runnable each) {
    if (dim == slots.dims) {
      level(point, mapping, l + 1, each);
      return true;
    }
    long rest = point.least[stages.sides[l] * stages.dims + dim];
    for (int j = 0; j < i; j++) {
      rest /= mapping.spatial[axes[l][j] * slots.dims + dim];
    }
    if (i == axes[l].length) {
      return rest == 1 && place(point, mapping, l, dim + 1, 0, each);
    }
    int axis = axes[l][i];
    int cell = axis * slots.dims + dim;
    boolean carries = (slots.axisDims[axis] & 1 << dim) != 0;
    long room = carries ? slots.axisSize[axis] / slots.used(mapping, axis) : 1;
    boolean placed = false;
    for (long factor = Real.min(rest, room); factor >= 1; factor--) {
      if (rest % factor == 0 && !(placed && interchangeable[l])) {
        mapping.spatial[cell] = factor;
        placed |= place(point, mapping, l, dim, i + 1, each);
      }
    }
    mapping.spatial[cell] = 1;
    return placed;
  }
}
