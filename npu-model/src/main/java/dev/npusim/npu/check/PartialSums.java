package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The partial sums in one accumulator residency: boxes of outputs by part of the reduction. Boxes
 * that are disjoint and have as many MACs as the reduction needs cover it exactly once.
 */
final class PartialSums {
  /** Parts of the reduction, per region of outputs; begin and end in turn. */
  private final Map<Region, List<int[]>> parts = new LinkedHashMap<>();

  /**
   * Adds one part; returns what it sums a second time, or null.
   *
   * @param region outputs
   */
  @Nullable String add(Region region, int k0, int k1) {
    String twice = null;
    for (Map.Entry<Region, List<int[]>> known : parts.entrySet()) {
      if (known.getKey().overlaps(region)) {
        for (int[] part : known.getValue()) {
          if (part[0] < k1 && k0 < part[1]) {
            twice =
                known.getKey().intersect(region)
                    + " for the reduction from "
                    + Math.max(part[0], k0)
                    + " to "
                    + Math.min(part[1], k1);
          }
        }
      }
    }
    List<int[]> list = parts.computeIfAbsent(region, key -> new ArrayList<>(2));
    int[] last = list.isEmpty() ? null : list.get(list.size() - 1);
    if (last != null && last[1] == k0) {
      last[1] = k1;
    } else {
      list.add(new int[] {k0, k1});
    }
    return twice;
  }

  /** MACs that went into {@code region}. */
  long macs(Region region) {
    long macs = 0;
    for (Map.Entry<Region, List<int[]>> known : parts.entrySet()) {
      if (known.getKey().overlaps(region)) {
        long elements = known.getKey().intersect(region).elements();
        for (int[] part : known.getValue()) {
          macs += elements * (part[1] - part[0]);
        }
      }
    }
    return macs;
  }
}
