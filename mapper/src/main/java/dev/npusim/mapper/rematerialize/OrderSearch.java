package dev.npusim.mapper.rematerialize;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Changes the order of first executions so that less overflows when every node runs once: nodes
 * move between their operands and their readers. Begins with the given order or a greedy one.
 */
public final class OrderSearch {
  /** Moves in the time of a round of a plan's search. */
  private static final int MOVES = 16;

  private final TaskGraph graph;
  private final long budget;
  private final SplittableRandom random;
  private final SearchLimit limit;
  private final int[] position;
  private final long[] change;
  private int[] order;

  /**
   * @param budget stops where nothing is above it
   */
  public OrderSearch(TaskGraph graph, long budget, long seed, SearchLimit limit) {
    this.graph = graph;
    this.budget = budget;
    this.random = new SplittableRandom(seed);
    this.limit = limit;
    position = new int[graph.size()];
    change = new long[graph.size() + 1];
    order = new int[graph.size()];
  }

  /** Nodes in an order that is topological. */
  public int[] run() {
    long begin = limit.clock().getAsLong();
    int[] given = new int[graph.size()];
    Arrays.setAll(given, i -> i);
    int[] greedy = greedy();
    order = overflow(greedy) < overflow(given) ? greedy : given;
    long now = overflow(order);
    int[] best = order.clone();
    long least = now;
    int[] other = order.clone();
    double done = 0;
    for (long move = 0; least > 0 && done < 1; move++) {
      if (move % MOVES == 0) {
        done = limit.done(move / MOVES, move * graph.size(), begin);
      }
      System.arraycopy(order, 0, other, 0, order.length);
      move(other);
      long then = overflow(other);
      double slack = 0.02 * Math.max(0, 1 - done) * random.nextDouble();
      if (then <= now + slack * now) {
        int[] swap = order;
        order = other;
        other = swap;
        now = then;
        if (now < least) {
          least = now;
          System.arraycopy(order, 0, best, 0, best.length);
        }
      }
    }
    return best;
  }

  /** What all steps are above the budget, in sum. */
  private long overflow(int[] nodes) {
    int n = nodes.length;
    for (int p = 0; p < n; p++) {
      position[nodes[p]] = p;
    }
    Arrays.fill(change, 0);
    for (int node = 0; node < n; node++) {
      int last = position[node];
      for (int r = 0; r < graph.readers().get(node).length(); r++) {
        last = Math.max(last, position[graph.readers().get(node).get(r)]);
      }
      change[position[node]] += graph.memory().get(node);
      change[last + 1] -= graph.memory().get(node);
    }
    long live = 0;
    long overflow = 0;
    for (int p = 0; p < n; p++) {
      live += change[p];
      overflow += Math.max(0, live - budget);
    }
    return overflow;
  }

  /** Moves one node between its last operand and its first reader. */
  private void move(int[] nodes) {
    int n = nodes.length;
    int from = random.nextInt(n);
    int node = nodes[from];
    int low = from;
    while (low > 0 && !reads(node, nodes[low - 1])) {
      low--;
    }
    int high = from;
    while (high < n - 1 && !reads(nodes[high + 1], node)) {
      high++;
    }
    int to = low + random.nextInt(high - low + 1);
    if (to < from) {
      System.arraycopy(nodes, to, nodes, to + 1, from - to);
    } else {
      System.arraycopy(nodes, from + 1, nodes, from, to - from);
    }
    nodes[to] = node;
  }

  private boolean reads(int node, int value) {
    return graph.operands().get(node).contains(value);
  }

  /** Of the nodes that can run, always the one that leaves least alive. */
  private int[] greedy() {
    int n = graph.size();
    int[] missing = new int[n];
    int[] unread = new int[n];
    for (int node = 0; node < n; node++) {
      missing[node] = graph.operands().get(node).length();
      unread[node] = graph.readers().get(node).length();
    }
    int[] nodes = new int[n];
    for (int p = 0; p < n; p++) {
      long least = Long.MAX_VALUE;
      int next = -1;
      for (int node = 0; node < n; node++) {
        if (missing[node] == 0) {
          long grows = unread[node] == 0 ? 0 : graph.memory().get(node);
          for (int i = 0; i < graph.operands().get(node).length(); i++) {
            int operand = graph.operands().get(node).get(i);
            grows -= unread[operand] == 1 ? graph.memory().get(operand) : 0;
          }
          if (grows < least) {
            least = grows;
            next = node;
          }
        }
      }
      nodes[p] = next;
      missing[next] = -1;
      graph.operands().get(next).forEach(operand -> unread[operand]--);
      graph.readers().get(next).forEach(reader -> missing[reader]--);
    }
    return nodes;
  }
}
