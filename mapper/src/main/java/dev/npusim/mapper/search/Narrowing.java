package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;

/**
 * Cuts off what cannot be in a region: tiles smaller than those inside them, sides that no axis has
 * room for, tiles that do not fit, and factors that only differ from a smaller one in the room they
 * take.
 */
final class Narrowing {
  /** Each pass can make room for another one; few do. */
  private static final int PASSES = 3;

  private final Slots slots;
  private final Stages stages;
  private final ArraySides sides;
  private final Room room;

  Narrowing(Slots slots, Stages stages, ArraySides sides, Room room) {
    this.slots = slots;
    this.stages = stages;
    this.sides = sides;
    this.room = room;
  }

  /** Whether anything is left. */
  boolean narrow(Region region) {
    for (int pass = 0; pass < PASSES; pass++) {
      long before = checksum(region);
      for (int d = 0; d < slots.dims; d++) {
        if (!dim(region, d)) {
          return false;
        }
      }
      if (!sides.narrow(region) || !room.narrow(region, stages)) {
        return false;
      }
      if (pass > 0 && checksum(region) == before) {
        return true;
      }
    }
    for (int d = 0; d < slots.dims; d++) {
      if (!dim(region, d)) {
        return false;
      }
    }
    return true;
  }

  private static long checksum(Region region) {
    long sum = 0;
    for (int i = 0; i < region.least.length; i++) {
      sum += region.least[i] - region.most[i];
    }
    return sum;
  }

  private boolean dim(Region region, int d) {
    long bound = slots.bound[d];
    long inner = 1;
    boolean known = true;
    for (int s = 0; s < stages.count; s++) {
      int i = s * stages.dims + d;
      boolean fits =
          stages.isTile(s)
              ? tile(region, i, bound, inner, known)
              : side(region, s, d, inner, known);
      if (!fits) {
        return false;
      }
      known &= region.least[i] == region.most[i];
      inner = stages.isTile(s) ? region.least[i] : Real.min(bound, inner * region.least[i]);
    }
    inside(region, d);
    return true;
  }

  private boolean tile(Region region, int i, long bound, long inner, boolean known) {
    long least = Real.max(region.least[i], inner);
    long most = region.most[i];
    if (known && least <= most) {
      long left = (bound + inner - 1) / inner;
      long low = least == bound ? left : (least + inner - 1) / inner;
      long rounds = (left + low - 1) / low;
      long smallest = (left + rounds - 1) / rounds;
      low = smallest >= low ? smallest : Slots.next(left, smallest);
      long high = most == bound ? left : most / inner;
      rounds = (left + high - 1) / high;
      high = (left + rounds - 1) / rounds;
      least = low >= left ? bound : low * inner;
      most = high >= left ? bound : high * inner;
    }
    region.least[i] = least;
    region.most[i] = most;
    return least <= most;
  }

  private boolean side(Region region, int s, int d, long inner, boolean known) {
    int i = s * stages.dims + d;
    int level = stages.level[s];
    long outer = stages.tile[level] < 0 ? slots.bound[d] : region.most[i + stages.dims];
    long fits =
        outer == slots.bound[d]
            ? stages.longest(level, (outer + inner - 1) / inner)
            : outer / inner;
    long most = Real.min(region.most[i], fits);
    long least = region.least[i];
    if (known) {
      long left = (slots.bound[d] + inner - 1) / inner;
      long[] choices = sides.worthTrying(level, d, left);
      int low = java.util.Arrays.binarySearch(choices, least);
      low = low < 0 ? -low - 1 : low;
      int high = java.util.Arrays.binarySearch(choices, most);
      high = high < 0 ? -high - 2 : high;
      if (low > high) {
        return false;
      }
      least = choices[low];
      most = choices[high];
    }
    region.least[i] = least;
    region.most[i] = most;
    return least <= most;
  }

  /** Tiles inside a tile that is not the whole are smaller by the sides between. */
  private void inside(Region region, int d) {
    long outer = slots.bound[d];
    for (int s = stages.count - 1; s >= 0; s--) {
      int i = s * stages.dims + d;
      if (stages.isTile(s)) {
        region.most[i] = Real.min(region.most[i], outer);
        outer = region.most[i];
      } else if (outer < slots.bound[d]) {
        outer = Real.max(1, outer / region.least[i]);
      }
    }
  }
}
