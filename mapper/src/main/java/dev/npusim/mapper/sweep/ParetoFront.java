package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The points that no other point dominates: none is at least as good in everything and better in
 * something. Less is better; equal points are all in it. Sorted by the first objective, a point can
 * only be dominated by one before it, and then by one of the front: O(n log n + n f k) for f points
 * of the front and k objectives (H. T. Kung, F. Luccio, F. P. Preparata, "On Finding the Maxima of
 * a Set of Vectors", JACM 22(4), 1975, has the bound that recursion would reach).
 */
public final class ParetoFront {
  private ParetoFront() {}

  /**
   * @param points n rows of k finite objectives
   * @return their places, ascending
   */
  public static ImmutableList<Integer> of(List<double[]> points) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(points::get, Arrays::compare));
    List<Integer> front = new ArrayList<>();
    for (int candidate : order) {
      double[] point = points.get(candidate);
      if (front.stream().noneMatch(each -> dominates(points.get(each), point))) {
        front.add(candidate);
      }
    }
    return ImmutableList.sortedCopyOf(front);
  }

  static boolean dominates(double[] a, double[] b) {
    boolean better = false;
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
      better |= a[i] < b[i];
    }
    return better;
  }

  /**
   * The knee of a front: with every objective scaled from its least on the front (0) to its most
   * (1), the point with the least sum, which is the one furthest below the plane through the
   * objectives' own worst points (I. Das, "On characterizing the knee of the Pareto curve",
   * Structural Optimization 18, 1999). The first of equals.
   *
   * @param points the rows of the front, at least one
   * @return its place
   */
  public static int knee(List<double[]> points) {
    int k = points.get(0).length;
    double[] least = new double[k];
    double[] most = new double[k];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (double[] point : points) {
      for (int i = 0; i < k; i++) {
        least[i] = Math.min(least[i], point[i]);
        most[i] = Math.max(most[i], point[i]);
      }
    }
    int best = 0;
    double bestSum = Double.POSITIVE_INFINITY;
    for (int p = 0; p < points.size(); p++) {
      double sum = 0;
      for (int i = 0; i < k; i++) {
        double width = most[i] - least[i];
        sum += width > 0 ? (points.get(p)[i] - least[i]) / width : 0;
      }
      if (sum < bestSum) {
        bestSum = sum;
        best = p;
      }
    }
    return best;
  }
}
