package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * An address for each buffer.
 *
 * @param offsets in the order of the requests
 */
public record Allocation(ImmutableList<Request> requests, ImmutableLongArray offsets) {

  /** One past the highest address in use. */
  public long height() {
    long height = 0;
    for (int i = 0; i < requests.size(); i++) {
      height = Math.max(height, offsets.get(i) + requests.get(i).size());
    }
    return height;
  }

  /**
   * What is wrong with it, if anything: a buffer outside the memory, or two that live at once and
   * overlap. Compares pairs and shares nothing with the searches. O(n^2).
   */
  public Optional<String> fault(long capacity) {
    Integer[] order = new Integer[requests.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(offsets::get));
    for (int a = 0; a < order.length; a++) {
      Request low = requests.get(order[a]);
      long begin = offsets.get(order[a]);
      if (begin < 0 || begin > capacity - low.size()) {
        return Optional.of("buffer " + low.id() + " at " + begin + " lies outside the memory");
      }
      for (int b = a + 1; b < order.length && offsets.get(order[b]) < begin + low.size(); b++) {
        Request high = requests.get(order[b]);
        if (low.meets(high)) {
          return Optional.of("buffers " + low.id() + " and " + high.id() + " overlap");
        }
      }
    }
    return Optional.empty();
  }
}
