package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;

/**
 * Greedy: one buffer after the other at the lowest address where it fits, the large first (greedy
 * by size, Pisarchyk and Lee 2020). Ignores the capacity. O(n^2 log n).
 */
final class LowestFit {
  private LowestFit() {}

  /** The lowest of what a few orders give. */
  static Allocation best(ImmutableList<Request> requests) {
    Comparator<Request> bySize = Comparator.comparingLong(request -> -request.size());
    Comparator<Request> byDuration =
        Comparator.comparingLong(request -> request.lower() - request.upper());
    Comparator<Request> byArea =
        Comparator.comparingDouble(
            request -> -(double) request.size() * (request.upper() - request.lower()));
    Allocation best = null;
    for (Comparator<Request> first : ImmutableList.of(bySize, byArea, byDuration)) {
      Allocation found =
          in(requests, first.thenComparing(bySize).thenComparingLong(Request::lower));
      best = best == null || found.height() < best.height() ? found : best;
    }
    return Objects.requireNonNull(best);
  }

  private static Allocation in(ImmutableList<Request> requests, Comparator<Request> comparator) {
    Integer[] order = new Integer[requests.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(requests::get, comparator));
    long[] offsets = new long[requests.size()];
    // Those placed so far, by ascending address.
    int[] placed = new int[requests.size()];
    for (int n = 0; n < order.length; n++) {
      Request request = requests.get(order[n]);
      long address = 0;
      for (int p = 0; p < n; p++) {
        Request other = requests.get(placed[p]);
        if (request.meets(other)) {
          if (offsets[placed[p]] - address >= request.size()) {
            break;
          }
          address = Math.max(address, offsets[placed[p]] + other.size());
        }
      }
      offsets[order[n]] = address;
      int at = n;
      while (at > 0 && offsets[placed[at - 1]] > address) {
        placed[at] = placed[at - 1];
        at--;
      }
      placed[at] = order[n];
    }
    return new Allocation(requests, ImmutableLongArray.copyOf(offsets));
  }
}
