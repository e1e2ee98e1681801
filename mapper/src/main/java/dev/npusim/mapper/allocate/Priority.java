package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;

/** An order of buffers: who goes first where several could. */
record Priority(String name, int[] order) {

  /** By duration, size and crowding in the orders that did well on published instances. */
  static ImmutableList<Priority> classic(ImmutableList<Request> requests, Sections sections) {
    double[] duration = new double[requests.size()];
    double[] area = new double[requests.size()];
    double[] crowd = new double[requests.size()];
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      duration[i] = (double) request.upper() - request.lower();
      area[i] = duration[i] * request.size();
      for (int s = sections.first[i]; s < sections.end[i]; s++) {
        crowd[i] = Math.max(crowd[i], sections.load(s));
      }
    }
    return ImmutableList.of(
        by("longest", duration, area, crowd),
        by("most crowded", crowd, area, duration),
        by("most crowded, longest", crowd, duration, area));
  }

  private static Priority by(String name, double[]... keys) {
    Integer[] order = new Integer[keys[0].length];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> comparator = Comparator.comparingDouble(i -> -keys[0][i]);
    for (int k = 1; k < keys.length; k++) {
      double[] key = keys[k];
      comparator = comparator.thenComparingDouble(i -> -key[i]);
    }
    Arrays.sort(order, comparator);
    return new Priority(name, Arrays.stream(order).mapToInt(i -> i).toArray());
  }

  /** The same with some buffers moved: a restart that has not been tried. */
  Priority shuffled(Random random) {
    int[] moved = order.clone();
    int swaps = 1 + moved.length / 8;
    for (int s = 0; s < swaps; s++) {
      int a = random.nextInt(moved.length);
      int b = Math.min(moved.length - 1, a + 1 + random.nextInt(8));
      int kept = moved[a];
      moved[a] = moved[b];
      moved[b] = kept;
    }
    return new Priority(name + ", shuffled", moved);
  }
}
