package dev.npusim.mapper.rematerialize;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes that each make one value of others, in the order of their first executions: the operands of
 * a node come before it.
 *
 * @param cost time of one execution
 * @param memory of the value, while it is kept
 * @param operands of each node, ascending
 * @param readers of each node's value, ascending
 */
public record TaskGraph(
    ImmutableDoubleArray cost,
    ImmutableLongArray memory,
    ImmutableList<ImmutableIntArray> operands,
    ImmutableList<ImmutableIntArray> readers) {

  /** Operands and readers from edges, each once. */
  static TaskGraph of(double[] cost, long[] memory, List<int[]> edges) {
    int n = cost.length;
    List<List<Integer>> before = new ArrayList<>();
    List<List<Integer>> after = new ArrayList<>();
    for (int node = 0; node < n; node++) {
      before.add(new ArrayList<>());
      after.add(new ArrayList<>());
    }
    for (int[] edge : edges) {
      if (edge[0] >= edge[1]) {
        throw new IllegalArgumentException("node " + edge[1] + " comes before its operand");
      }
      after.get(edge[0]).add(edge[1]);
      before.get(edge[1]).add(edge[0]);
    }
    return new TaskGraph(
        ImmutableDoubleArray.copyOf(cost),
        ImmutableLongArray.copyOf(memory),
        sorted(before),
        sorted(after));
  }

  private static ImmutableList<ImmutableIntArray> sorted(List<List<Integer>> lists) {
    return lists.stream()
        .map(list -> ImmutableIntArray.copyOf(list.stream().mapToInt(i -> i).sorted()))
        .collect(ImmutableList.toImmutableList());
  }

  public int size() {
    return cost.length();
  }

  /** What all first executions take. */
  public double totalCost() {
    return cost.stream().sum();
  }

  /** The most that one node needs, with its operands: no sequence has a lower peak. */
  public long largestNode() {
    return memory(heaviestNode());
  }

  /** The node that {@link #largestNode} is about. */
  public int heaviestNode() {
    int heaviest = 0;
    for (int node = 1; node < size(); node++) {
      heaviest = memory(node) > memory(heaviest) ? node : heaviest;
    }
    return heaviest;
  }

  /** A value and the operands it is made of. */
  private long memory(int node) {
    return memory.get(node) + operands.get(node).stream().mapToLong(memory::get).sum();
  }

  /** The same graph with its first executions in another order, which has to be topological. */
  public TaskGraph inOrder(int[] order) {
    int n = size();
    int[] position = new int[n];
    for (int p = 0; p < n; p++) {
      position[order[p]] = p;
    }
    double[] costs = new double[n];
    long[] memories = new long[n];
    List<int[]> edges = new ArrayList<>();
    for (int p = 0; p < n; p++) {
      int node = order[p];
      costs[p] = cost.get(node);
      memories[p] = memory.get(node);
      int at = p;
      operands.get(node).forEach(operand -> edges.add(new int[] {position[operand], at}));
    }
    return of(costs, memories, edges);
  }
}
