package dev.npusim.mapper.rematerialize;

import java.util.ArrayList;
import java.util.List;

/** All plans of a tiny graph, each judged step by step from the definition. */
final class NaivePlans {
  private final TaskGraph graph;
  private final long budget;
  private double least = Double.POSITIVE_INFINITY;

  NaivePlans(TaskGraph graph, long budget) {
    this.graph = graph;
    this.budget = budget;
  }

  /** What the cheapest takes, infinite where none fits. */
  double least() {
    go(0, new ArrayList<>());
    return least;
  }

  private void go(int stage, List<Integer> sequence) {
    if (stage == graph.size()) {
      if (peak(graph, sequence) <= budget) {
        double duration = sequence.stream().mapToDouble(node -> graph.cost().get(node)).sum();
        least = Math.min(least, duration);
      }
      return;
    }
    for (int again = 0; again < 1 << stage; again++) {
      int before = sequence.size();
      for (int node = 0; node < stage; node++) {
        if ((again >> node & 1) == 1) {
          sequence.add(node);
        }
      }
      sequence.add(stage);
      go(stage + 1, sequence);
      while (sequence.size() > before) {
        sequence.remove(sequence.size() - 1);
      }
    }
  }

  /** For each step, asks of every earlier step whether its value will be read again. */
  static long peak(TaskGraph graph, List<Integer> sequence) {
    long peak = 0;
    for (int step = 0; step < sequence.size(); step++) {
      long live = graph.memory().get(sequence.get(step));
      for (int made = 0; made < step; made++) {
        if (isRead(graph, sequence, made, step)) {
          live += graph.memory().get(sequence.get(made));
        }
      }
      peak = Math.max(peak, live);
    }
    return peak;
  }

  private static boolean isRead(TaskGraph graph, List<Integer> sequence, int made, int from) {
    for (int step = made + 1; step < sequence.size(); step++) {
      if (sequence.get(step).equals(sequence.get(made))) {
        return false;
      }
      if (step >= from && graph.operands().get(sequence.get(step)).contains(sequence.get(made))) {
        return true;
      }
    }
    return false;
  }
}
