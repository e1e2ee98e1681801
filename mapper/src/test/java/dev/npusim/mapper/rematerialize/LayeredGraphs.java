package dev.npusim.mapper.rematerialize;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random layered graphs in the manner of Gagrani et al., "Neural Topological Ordering for
 * Computation Graphs" (2022): layers of varying width, edges between neighbours, and skips. Costs
 * and sizes are random; the file order is layer by layer.
 */
final class LayeredGraphs {
  private static final double[] COSTS = {10, 20, 50, 100, 200, 400, 800};

  /** How much the width of layers varies, edges between neighbours, skips per node. */
  private static final double VARIATION = 0.75;

  private static final double DENSITY = 0.2;
  private static final double SKIPS = 0.14;

  private LayeredGraphs() {}

  /**
   * @param width of layers on average; edges grow with it
   */
  static TaskGraph of(int nodes, double width, long seed) {
    Random random = new Random(seed);
    int[] layer = new int[nodes];
    int layers = 0;
    int made = 0;
    while (made < nodes) {
      int size =
          (int) Math.max(1, Math.round(width * (1 + VARIATION * (2 * random.nextDouble() - 1))));
      for (int i = 0; i < size && made < nodes; i++) {
        layer[made++] = layers;
      }
      layers++;
    }
    List<int[]> edges = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      boolean any = false;
      int nearest = -1;
      for (int before = 0; before < node; before++) {
        int distance = layer[node] - layer[before];
        if (distance == 1) {
          nearest = before;
          if (random.nextDouble() < DENSITY) {
            edges.add(new int[] {before, node});
            any = true;
          }
        }
      }
      if (!any && nearest >= 0) {
        edges.add(new int[] {nearest, node});
      }
      if (layer[node] > 1 && random.nextDouble() < SKIPS) {
        int before = random.nextInt(node);
        if (layer[node] - layer[before] > 1) {
          edges.add(new int[] {before, node});
        }
      }
    }
    double[] cost = new double[nodes];
    long[] memory = new long[nodes];
    for (int node = 0; node < nodes; node++) {
      cost[node] = COSTS[random.nextInt(COSTS.length)];
      memory[node] = 10L * (1 + random.nextInt(500));
    }
    return TaskGraph.of(cost, memory, edges);
  }
}
