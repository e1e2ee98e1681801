package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;

/**
 * Bytes resident in the SRAM over time, as steps.
 *
 * @param cycle when each step begins, ascending
 * @param bytesByUse per {@code Residency.Use} ordinal, one value per step
 */
public record Occupancy(ImmutableLongArray cycle, ImmutableList<ImmutableLongArray> bytesByUse) {
  public int steps() {
    return cycle.length();
  }

  /** All uses together at a step. */
  public long total(int step) {
    long sum = 0;
    for (ImmutableLongArray use : bytesByUse) {
      sum += use.get(step);
    }
    return sum;
  }

  /** The step that holds at {@code at}. */
  public int stepAt(long at) {
    int low = 0;
    int high = cycle.length() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (cycle.get(middle) <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
