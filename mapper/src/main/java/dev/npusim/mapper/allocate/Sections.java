package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Time cut down to the moments that matter: those just before some buffer ends and after one has
 * begun. Whatever lives together at any moment lives together at one of these (they are the maximal
 * cliques of an interval graph), so buffers meet exactly where their ranges of sections do.
 */
final class Sections {
  /** Number of sections. */
  final int count;

  /** First section of each buffer. */
  final int[] first;

  /** One past its last. */
  final int[] end;

  private final long[] load;

  private Sections(int count, int[] first, int[] end, long[] load) {
    this.count = count;
    this.first = first;
    this.end = end;
    this.load = load;
  }

  static Sections of(ImmutableList<Request> requests) {
    List<Long> moments = moments(requests);
    int[] first = new int[requests.size()];
    int[] end = new int[requests.size()];
    long[] load = new long[moments.size()];
    for (int i = 0; i < requests.size(); i++) {
      first[i] = firstAtLeast(moments, requests.get(i).lower());
      end[i] = firstAtLeast(moments, requests.get(i).upper());
      for (int s = first[i]; s < end[i]; s++) {
        load[s] = Math.addExact(load[s], requests.get(i).size());
      }
    }
    return new Sections(moments.size(), first, end, load);
  }

  private static List<Long> moments(ImmutableList<Request> requests) {
    TreeMap<Long, boolean[]> events = new TreeMap<>();
    for (Request request : requests) {
      events.computeIfAbsent(request.lower(), at -> new boolean[2])[0] = true;
      events.computeIfAbsent(request.upper(), at -> new boolean[2])[1] = true;
    }
    List<Long> moments = new ArrayList<>();
    long begun = 0;
    boolean open = false;
    for (Map.Entry<Long, boolean[]> event : events.entrySet()) {
      if (event.getValue()[1] && open) {
        moments.add(begun);
        open = false;
      }
      if (event.getValue()[0]) {
        begun = event.getKey();
        open = true;
      }
    }
    return moments;
  }

  private static int firstAtLeast(List<Long> moments, long moment) {
    int low = 0;
    int high = moments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (moments.get(middle) < moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Bytes that live in a section. */
  long load(int section) {
    return load[section];
  }

  /** The most bytes that live in one section. */
  long demand() {
    long most = 0;
    for (long bytes : load) {
      most = Math.max(most, bytes);
    }
    return most;
  }

  boolean meet(int a, int b) {
    return first[a] < end[b] && first[b] < end[a];
  }
}
