package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;
import java.util.Arrays;

/**
 * Steps of all temporal loops, at least: sides are whole numbers that the axes have room for, so an
 * array that no product of them fills is not full. Of 56 x 56 positions on 128 columns at most 112
 * are worked on at a time.
 *
 * <p>Axes that carry the same dims are taken as one of all their instances, which bounds from
 * below. The least product of rounds over all sides is found by dynamic programming over the room
 * left, in O(dims size log size).
 */
final class FoldFloor {
  /** Arrays of more instances than this are taken to be full. */
  private static final long MOST = 1 << 14;

  private FoldFloor() {}

  static double steps(Slots slots) {
    int[] dims = slots.axisDims.clone();
    long[] size = slots.axisSize.clone();
    merge(dims, size);
    double steps = 1;
    for (int d : slots.looping) {
      boolean spatial = false;
      for (int mask : dims) {
        spatial |= (mask & 1 << d) != 0;
      }
      steps *= spatial ? 1 : slots.bound[d];
    }
    for (int a = 0; a < dims.length; a++) {
      steps *= dims[a] == 0 ? 1 : folds(slots, dims[a], size[a]);
    }
    return steps;
  }

  /** Puts axes that share dims together, until none do. */
  private static void merge(int[] dims, long[] size) {
    for (boolean again = true; again; ) {
      again = false;
      for (int a = 0; a < dims.length; a++) {
        for (int b = a + 1; b < dims.length; b++) {
          if ((dims[a] & dims[b]) != 0) {
            dims[a] |= dims[b];
            size[a] *= size[b];
            dims[b] = 0;
            again = true;
          }
        }
      }
    }
  }

  /** Rounds of the dims of a mask together, at least. */
  private static double folds(Slots slots, int mask, long size) {
    double all = 1;
    for (int d : slots.looping) {
      all *= (mask & 1 << d) != 0 ? slots.bound[d] : 1;
    }
    if (size > MOST) {
      return Real.max(1, Math.ceil(all / size * (1 - 1e-12)));
    }
    double[] least = new double[(int) size + 1];
    Arrays.fill(least, 1);
    for (int d : slots.looping) {
      if ((mask & 1 << d) != 0) {
        add(slots.bound[d], least);
      }
    }
    return least[(int) size];
  }

  /** Takes a dim more into the least rounds for each room. */
  private static void add(long bound, double[] least) {
    for (int room = least.length - 1; room >= 1; room--) {
      double best = Double.POSITIVE_INFINITY;
      for (int side = 1; side <= room; side++) {
        // Of all sides that leave the same room, the longest has the fewest rounds.
        side = room / (room / side);
        best = Real.min(best, (bound + side - 1) / side * least[room / side]);
      }
      least[room] = best;
    }
  }
}
