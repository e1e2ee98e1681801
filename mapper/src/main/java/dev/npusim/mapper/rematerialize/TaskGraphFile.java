package dev.npusim.mapper.rematerialize;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.json.JsonText;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph as JSON: {@code cost} and {@code mem} of each node, {@code edges} as pairs of operand and
 * reader, the {@code order} of first executions. What can be derived, such as {@code n} or {@code
 * peak_of_order}, has to be right where it is there.
 *
 * @param name of the graph
 * @param graph its nodes in the file's order
 * @param nodes how the file calls them
 */
public record TaskGraphFile(String name, TaskGraph graph, ImmutableIntArray nodes) {
  private static final List<String> KEYS =
      List.of(
          "name",
          "n",
          "m",
          "cost",
          "mem",
          "edges",
          "order",
          "peak_of_order",
          "cost_of_order",
          "single_node_lower_bound",
          "budgets",
          "best_known",
          "source");

  /** Keys of steps are ints, half for the stage. */
  private static final int MOST_NODES = (1 << 15) - 1;

  /** Sums over all steps stay below 2^63. */
  private static final long MOST_MEMORY = 1L << 44;

  /**
   * Reads a graph.
   *
   * @param file for messages
   * @throws TaskGraphException where it is not understood
   */
  public static TaskGraphFile read(String file, String text) {
    return new Reader(file).read(JsonText.parse(file, text, TaskGraphException::new));
  }

  /**
   * The same with its first executions in another order.
   *
   * @param order positions, topological
   */
  public TaskGraphFile inOrder(int[] order) {
    ImmutableIntArray.Builder moved = ImmutableIntArray.builder(order.length);
    for (int position : order) {
      moved.add(nodes.get(position));
    }
    return new TaskGraphFile(name, graph.inOrder(order), moved.build());
  }

  private record Reader(String file) {
    TaskGraphFile read(JsonNode root) {
      if (!root.isObject()) {
        throw wrong("expected an object with " + String.join(", ", KEYS.subList(3, 7)));
      }
      for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!KEYS.contains(name)) {
          throw wrong("unknown key " + Excerpt.quoted(name) + NearestName.hint(name, KEYS));
        }
      }
      JsonNode costs = list(root, "cost");
      int n = costs.size();
      if (n < 1 || n > MOST_NODES) {
        throw wrong("cost has " + n + " nodes; expected 1 to " + MOST_NODES);
      }
      double[] cost = new double[n];
      double total = 0;
      for (int node = 0; node < n; node++) {
        cost[node] = cost(costs.get(node), "cost[" + node + "]");
        total += cost[node];
      }
      if (Double.isInfinite(total)) {
        throw wrong("the sum of all costs is too large");
      }
      long[] memory = memory(list(root, "mem"), n);
      int[][] edges = edges(list(root, "edges"), n);
      requireNoCycle(edges, n);
      int[] order = order(list(root, "order"), edges, n);
      int[] position = new int[n];
      for (int p = 0; p < n; p++) {
        position[order[p]] = p;
      }
      double[] orderedCost = new double[n];
      long[] orderedMemory = new long[n];
      for (int p = 0; p < n; p++) {
        orderedCost[p] = cost[order[p]];
        orderedMemory[p] = memory[order[p]];
      }
      TaskGraph graph =
          TaskGraph.of(
              orderedCost,
              orderedMemory,
              Arrays.stream(edges)
                  .map(edge -> new int[] {position[edge[0]], position[edge[1]]})
                  .toList());
      requireDerived(root, graph, edges.length);
      JsonNode name = root.path("name");
      if (!name.isMissingNode() && !name.isTextual()) {
        throw wrong("name is " + shown(name) + "; expected a text");
      }
      return new TaskGraphFile(
          name.isTextual() ? name.textValue() : file, graph, ImmutableIntArray.copyOf(order));
    }

    private double cost(JsonNode value, String where) {
      double cost = value.isNumber() ? value.doubleValue() : -1;
      if (!(cost >= 0) || Double.isInfinite(cost)) {
        throw wrong(where + " is " + shown(value) + "; expected a number from 0 on");
      }
      return cost;
    }

    private long[] memory(JsonNode values, int n) {
      if (values.size() != n) {
        throw wrong("mem has " + values.size() + " values, cost has " + n);
      }
      long[] memory = new long[n];
      long total = 0;
      for (int node = 0; node < n; node++) {
        memory[node] = whole(values.get(node), "mem[" + node + "]", MOST_MEMORY);
        total += memory[node];
        if (total > MOST_MEMORY) {
          throw wrong("up to mem[" + node + "] the sum is above 2^44");
        }
      }
      return memory;
    }

    private int[][] edges(JsonNode values, int n) {
      int[][] edges = new int[values.size()][2];
      Set<Long> seen = new HashSet<>();
      for (int e = 0; e < edges.length; e++) {
        String where = "edges[" + e + "]";
        JsonNode edge = values.get(e);
        if (!edge.isArray() || edge.size() != 2) {
          throw wrong(where + " is " + shown(edge) + "; expected [operand, reader]");
        }
        for (int end = 0; end < 2; end++) {
          edges[e][end] = (int) whole(edge.get(end), where + "[" + end + "]", n - 1);
        }
        if (!seen.add((long) edges[e][0] * n + edges[e][1])) {
          throw wrong(where + ": a second edge from " + edges[e][0] + " to " + edges[e][1]);
        }
      }
      return edges;
    }

    private int[] order(JsonNode values, int[][] edges, int n) {
      int[] position = new int[n];
      Arrays.fill(position, -1);
      int[] order = new int[values.size()];
      for (int p = 0; p < order.length; p++) {
        order[p] = (int) whole(values.get(p), "order[" + p + "]", n - 1);
        if (position[order[p]] >= 0) {
          throw wrong("order[" + p + "]: node " + order[p] + " for the second time");
        }
        position[order[p]] = p;
      }
      for (int node = 0; node < n; node++) {
        if (position[node] < 0) {
          throw wrong("order: node " + node + " is missing");
        }
      }
      for (int[] edge : edges) {
        if (position[edge[0]] > position[edge[1]]) {
          throw wrong(
              "order["
                  + position[edge[1]]
                  + "]: node "
                  + edge[1]
                  + " comes before its operand "
                  + edge[0]);
        }
      }
      return order;
    }

    /** Takes out nodes without operands until none is left. */
    private void requireNoCycle(int[][] edges, int n) {
      int[] operand = new int[n];
      boolean[] gone = new boolean[n];
      int left = n;
      for (boolean any = true; any && left > 0; ) {
        any = false;
        Arrays.fill(operand, -1);
        for (int[] edge : edges) {
          operand[edge[1]] = gone[edge[0]] ? operand[edge[1]] : edge[0];
        }
        for (int node = 0; node < n; node++) {
          if (!gone[node] && operand[node] < 0) {
            gone[node] = true;
            any = true;
            left--;
          }
        }
      }
      if (left == 0) {
        return;
      }
      // Everything left has an operand that is left, too: going back must come around.
      int node = 0;
      while (gone[node]) {
        node++;
      }
      for (int i = 0; i < n; i++) {
        node = operand[node];
      }
      StringBuilder cycle = new StringBuilder("" + node);
      int length = 0;
      for (int at = operand[node]; ; at = operand[at]) {
        if (++length < 10 || at == node) {
          cycle.insert(0, at + " -> ");
        } else if (length == 10) {
          cycle.insert(0, "... -> ");
        }
        if (at == node) {
          break;
        }
      }
      throw wrong("edges: a cycle " + cycle);
    }

    private void requireDerived(JsonNode root, TaskGraph graph, int edges) {
      derived(root, "n", graph.size());
      derived(root, "m", edges);
      derived(root, "peak_of_order", Replay.of(graph, StagedPlan.once(graph).sequence()).peak());
      derived(root, "single_node_lower_bound", graph.largestNode());
      JsonNode cost = root.path("cost_of_order");
      double total = graph.totalCost();
      if (!cost.isMissingNode() && Math.abs(cost(cost, "cost_of_order") - total) > 1e-9 * total) {
        throw wrong("cost_of_order is " + shown(cost) + ", but the costs add up to " + total);
      }
    }

    private void derived(JsonNode root, String key, long expected) {
      JsonNode value = root.path(key);
      if (!value.isMissingNode() && whole(value, key, Long.MAX_VALUE) != expected) {
        throw wrong(key + " is " + shown(value) + ", but it follows that it is " + expected);
      }
    }

    private JsonNode list(JsonNode root, String key) {
      @Nullable JsonNode value = root.get(key);
      if (value == null) {
        throw wrong("key " + key + " is missing");
      }
      if (!value.isArray()) {
        throw wrong(key + " is " + shown(value) + "; expected a list");
      }
      return value;
    }

    private long whole(JsonNode value, String where, long most) {
      BigDecimal number = value.isNumber() ? value.decimalValue() : BigDecimal.ONE.negate();
      if (number.signum() < 0
          || number.compareTo(BigDecimal.valueOf(most)) > 0
          || number.stripTrailingZeros().scale() > 0) {
        throw wrong(where + " is " + shown(value) + "; expected a whole number from 0 to " + most);
      }
      return number.longValueExact();
    }

    private static String shown(JsonNode value) {
      return Excerpt.of(value.toString());
    }

    private TaskGraphException wrong(String message) {
      return new TaskGraphException(file + ": " + message);
    }
  }
}
