package dev.npusim.mapper.rematerialize;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small graphs without structure. */
final class RandomGraphs {
  private RandomGraphs() {}

  static TaskGraph of(int nodes, double density, Random random) {
    double[] cost = new double[nodes];
    long[] memory = new long[nodes];
    List<int[]> edges = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      cost[node] = random.nextInt(10);
      memory[node] = random.nextInt(10);
      for (int operand = 0; operand < node; operand++) {
        if (random.nextDouble() < density) {
          edges.add(new int[] {operand, node});
        }
      }
    }
    return TaskGraph.of(cost, memory, edges);
  }

  /** Between the largest node and the peak when every node runs once. */
  static long budget(TaskGraph graph, Random random) {
    long low = graph.largestNode();
    long peak = Replay.of(graph, StagedPlan.once(graph).sequence()).peak();
    return low + (long) ((peak - low) * random.nextDouble());
  }
}
