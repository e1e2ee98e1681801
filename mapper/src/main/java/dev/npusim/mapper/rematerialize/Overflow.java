package dev.npusim.mapper.rematerialize;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What copies have to cost at least. When a node runs for the first time, the values that later
 * first executions read are kept or will have been computed again before the next of these reads.
 * So what is above the budget at some stage has to be covered by the memory of values that run
 * again in their gap between two reads: a covering problem, relaxed with a multiplier per stage
 * that a subgradient raises. Operands of what runs again are not charged, so it is a bound.
 */
final class Overflow {
  private static final int MOST_STEPS = 400;

  /** Work that takes about a tenth of a second. */
  private static final long MOST_WORK = 40_000_000;

  private static final int PATIENCE = 10;

  /** Stages above the budget, and how far. */
  private final int[] stages;

  private final long[] excess;

  /** Gaps: the value's cost and memory, and the first and last of {@link #stages} in it. */
  private final List<Gap> gaps = new ArrayList<>();

  private record Gap(double cost, long memory, int first, int end) {}

  private Overflow(TaskGraph graph, long budget) {
    int n = graph.size();
    long[] live = new long[n + 1];
    for (int node = 0; node < n; node++) {
      ImmutableIntArray readers = graph.readers().get(node);
      live[node] += graph.memory().get(node);
      live[(readers.isEmpty() ? node : readers.get(readers.length() - 1)) + 1] -=
          graph.memory().get(node);
    }
    int[] rank = new int[n + 1];
    int[] high = new int[n];
    long[] above = new long[n];
    int count = 0;
    long sum = 0;
    for (int stage = 0; stage < n; stage++) {
      rank[stage] = count;
      sum += live[stage];
      if (sum > budget) {
        high[count] = stage;
        above[count++] = sum - budget;
      }
    }
    rank[n] = count;
    stages = Arrays.copyOf(high, count);
    excess = Arrays.copyOf(above, count);
    for (int node = 0; node < n; node++) {
      int last = node;
      for (int r = 0; r < graph.readers().get(node).length(); r++) {
        int read = graph.readers().get(node).get(r);
        if (rank[last + 1] < rank[read]) {
          gaps.add(
              new Gap(
                  graph.cost().get(node), graph.memory().get(node), rank[last + 1], rank[read]));
        }
        last = read;
      }
    }
  }

  /** A lower bound on the cost of all copies of any plan that fits. */
  static double bound(TaskGraph graph, long budget) {
    double bound = new Overflow(graph, budget).raise();
    double unit = unit(graph);
    return unit == 0 ? bound : Math.ceil(bound / unit - 1e-6) * unit;
  }

  /** What all costs are multiples of, or 0 where they are no whole numbers. */
  private static double unit(TaskGraph graph) {
    long unit = 0;
    for (int node = 0; node < graph.size(); node++) {
      double cost = graph.cost().get(node);
      if (cost != Math.rint(cost) || cost > 1L << 50) {
        return 0;
      }
      unit = gcd(unit, (long) cost);
    }
    return unit;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private double raise() {
    double best = 0;
    double[] multiplier = new double[stages.length];
    double[] slope = new double[stages.length];
    long work = 1;
    for (Gap gap : gaps) {
      work += gap.end - gap.first;
    }
    double scale = 1;
    int since = 0;
    long steps = Math.min(MOST_STEPS, Math.max(20, MOST_WORK / work));
    double target = gaps.stream().mapToDouble(Gap::cost).sum();
    for (int step = 0; step < steps; step++) {
      double value = 0;
      for (int row = 0; row < slope.length; row++) {
        value += multiplier[row] * excess[row];
        slope[row] = excess[row];
      }
      for (Gap gap : gaps) {
        double reduced = gap.cost;
        for (int row = gap.first; row < gap.end; row++) {
          // A value cannot cover more than there is.
          reduced -= multiplier[row] * Math.min(gap.memory, excess[row]);
        }
        if (reduced < 0) {
          value += reduced;
          for (int row = gap.first; row < gap.end; row++) {
            slope[row] -= Math.min(gap.memory, excess[row]);
          }
        }
      }
      if (value > best * (1 + 1e-4)) {
        since = 0;
      } else if (++since > PATIENCE) {
        scale /= 2;
        since = 0;
      }
      best = Math.max(best, value);
      double length = 0;
      for (double part : slope) {
        length += part * part;
      }
      if (length == 0) {
        break;
      }
      double stride =
          scale * Math.max(1e-9, Math.min(target, 2 * best + target / 100) - value) / length;
      for (int row = 0; row < slope.length; row++) {
        multiplier[row] = Math.max(0, multiplier[row] + stride * slope[row]);
      }
    }
    // What rounding may have added.
    return best * (1 - 1e-9);
  }
}
