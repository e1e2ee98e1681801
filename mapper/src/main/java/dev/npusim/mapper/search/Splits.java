package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ways to fill the axes of an architecture: on each, one dim after the other takes all the room it
 * can use, and the next what is left; everything else loops at the outermost level. Where a search
 * may begin.
 */
final class Splits {
  private final Slots slots;
  private final List<FlatMapping> found = new ArrayList<>();
  private final Set<List<String>> seen = new HashSet<>();

  Splits(Slots slots) {
    this.slots = slots;
  }

  /** Those that leave the fewest steps first. */
  List<FlatMapping> all() {
    FlatMapping start = new FlatMapping(slots.architecture, slots.layer);
    axis(start, slots.axisSize.length - 1, 0);
    found.sort(Comparator.comparingDouble(this::steps));
    return found;
  }

  private void axis(FlatMapping mapping, int a, int taken) {
    if (a < 0) {
      if (seen.add(key(mapping))) {
        FlatMapping own = new FlatMapping(slots.architecture, slots.layer);
        own.copyFrom(mapping);
        slots.close(own);
        found.add(own);
      }
      return;
    }
    boolean full = true;
    long room = slots.axisSize[a] / slots.used(mapping, a);
    for (int d : slots.looping) {
      int cell = a * slots.dims + d;
      if ((slots.axisDims[a] & ~taken & 1 << d) == 0 || room < 2) {
        continue;
      }
      long left = left(mapping, d);
      long side = Math.min(room, left);
      if (side > 1) {
        full = false;
        long rounds = (left + side - 1) / side;
        mapping.spatial[cell] = (left + rounds - 1) / rounds;
        axis(mapping, a, taken | 1 << d);
        mapping.spatial[cell] = 1;
      }
    }
    if (full) {
      axis(mapping, a - 1, 0);
    }
  }

  /** Dims of one bound that address the same operands, as rows and columns do, are as good. */
  private List<String> key(FlatMapping mapping) {
    List<String> key = new ArrayList<>();
    for (int a = 0; a < slots.axisSize.length; a++) {
      for (int d : slots.looping) {
        int addressed = 0;
        for (int o = 0; o < slots.layer.operands().size(); o++) {
          addressed |= (slots.layer.operands().get(o).relevantDims() >> d & 1) << o;
        }
        key.add(
            a + " " + slots.bound[d] + " " + addressed + " " + mapping.spatial[a * slots.dims + d]);
      }
    }
    key.sort(Comparator.naturalOrder());
    return key;
  }

  private long left(FlatMapping mapping, int d) {
    long left = slots.bound[d];
    for (int a = 0; a < slots.axisSize.length; a++) {
      long side = mapping.spatial[a * slots.dims + d];
      left = (left + side - 1) / side;
    }
    return left;
  }

  private double steps(FlatMapping mapping) {
    double steps = 1;
    for (int d : slots.looping) {
      steps *= left(mapping, d);
    }
    return steps;
  }
}
