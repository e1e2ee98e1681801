package dev.npusim.mapper.rematerialize;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest plan of a small graph: after each step that there may be, the least cost of having
 * every set of values in memory. O(nodes^3 * 2^nodes).
 */
final class MemorySets {
  /** The most nodes it is for: a second and 71 MB. */
  static final int MOST_NODES = 16;

  private final TaskGraph graph;
  private final long budget;
  private final int sets;
  private final long[] memory;
  private final int[] operands;

  /** Before the first step and behind each, by set: the least cost of holding at least it. */
  private final List<double[]> costs = new ArrayList<>();

  MemorySets(TaskGraph graph, long budget) {
    this.graph = graph;
    this.budget = budget;
    int n = graph.size();
    sets = 1 << n;
    memory = new long[sets];
    for (int set = 1; set < sets; set++) {
      int node = Integer.numberOfTrailingZeros(set);
      memory[set] = memory[set & set - 1] + graph.memory().get(node);
    }
    operands = new int[n];
    for (int node = 0; node < n; node++) {
      for (int i = 0; i < graph.operands().get(node).length(); i++) {
        operands[node] |= 1 << graph.operands().get(node).get(i);
      }
    }
  }

  /** Empty where no plan fits. */
  Optional<StagedPlan> best() {
    int n = graph.size();
    double[] now = new double[sets];
    Arrays.fill(now, Double.POSITIVE_INFINITY);
    now[0] = 0;
    costs.add(now);
    for (int stage = 0; stage < n; stage++) {
      for (int node = 0; node <= stage; node++) {
        now = run(now, node, node == stage);
        costs.add(now);
      }
    }
    return now[0] == Double.POSITIVE_INFINITY ? Optional.empty() : Optional.of(plan());
  }

  private double[] run(double[] from, int node, boolean isOwn) {
    double[] to = new double[sets];
    for (int set = 0; set < sets; set++) {
      to[set] = Math.min(isOwn ? Double.POSITIVE_INFINITY : from[set], ran(from, set, node));
    }
    for (int value = 0; value < graph.size(); value++) {
      for (int set = 0; set < sets; set++) {
        if ((set >> value & 1) == 0) {
          to[set] = Math.min(to[set], to[set | 1 << value]);
        }
      }
    }
    return to;
  }

  /** The cost of holding a set right when a node has run. */
  private double ran(double[] from, int set, int node) {
    int before = set & ~(1 << node);
    boolean can = before != set && (operands[node] & ~before) == 0 && memory[set] <= budget;
    return can ? from[before] + graph.cost().get(node) : Double.POSITIVE_INFINITY;
  }

  private StagedPlan plan() {
    int n = graph.size();
    List<ImmutableIntArray> again = new ArrayList<>();
    int set = 0;
    int step = costs.size() - 1;
    for (int stage = n - 1; stage >= 0; stage--) {
      List<Integer> nodes = new ArrayList<>();
      for (int node = stage; node >= 0; node--, step--) {
        double[] from = costs.get(step - 1);
        int held = held(costs.get(step)[set], from, set, node, node == stage);
        if (ran(from, held, node) == costs.get(step)[set]) {
          if (node < stage) {
            nodes.add(0, node);
          }
          set = held & ~(1 << node);
        } else {
          set = held;
        }
      }
      again.add(0, ImmutableIntArray.copyOf(nodes));
    }
    return new StagedPlan(ImmutableList.copyOf(again));
  }

  /** The set right after a step from which {@code set} was left. */
  private int held(double cost, double[] from, int set, int node, boolean isOwn) {
    for (int held = set; held < sets; held = held + 1 | set) {
      if (!isOwn && from[held] == cost || ran(from, held, node) == cost) {
        return held;
      }
    }
    throw new IllegalStateException("no way to a set that was reached");
  }
}
