package dev.npusim.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jgrapht.Graphs;
import org.jgrapht.alg.cycle.CycleDetector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.jgrapht.traverse.TopologicalOrderIterator;

/** Puts nodes into an order in which they can run. */
public final class GraphOrder {
  private GraphOrder() {}

  /**
   * The nodes in topological order, otherwise as given (Kahn's algorithm, the earliest given node
   * first; O((V + E) log V)).
   *
   * @throws IrException where nodes form a cycle; names one of them
   */
  public static List<Node> sort(List<Node> nodes) {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (Value output : nodes.get(i).outputs()) {
        producers.put(output.name(), i);
      }
    }
    SimpleDirectedGraph<Integer, DefaultEdge> dependencies =
        new SimpleDirectedGraph<>(DefaultEdge.class);
    for (int i = 0; i < nodes.size(); i++) {
      dependencies.addVertex(i);
    }
    for (int i = 0; i < nodes.size(); i++) {
      for (Value input : nodes.get(i).inputs()) {
        Integer from = producers.get(input.name());
        if (from != null && from == i) {
          throw new IrException(
              "the graph has a cycle: node " + nodes.get(i).name() + " reads its own output");
        }
        if (from != null) {
          Graphs.addEdgeWithVertices(dependencies, from, i);
        }
      }
    }
    CycleDetector<Integer, DefaultEdge> cycles = new CycleDetector<>(dependencies);
    if (cycles.detectCycles()) {
      int first = cycles.findCycles().stream().mapToInt(Integer::intValue).min().orElseThrow();
      throw new IrException("the graph has a cycle through node " + nodes.get(first).name());
    }
    List<Node> sorted = new ArrayList<>(nodes.size());
    new TopologicalOrderIterator<>(dependencies, Integer::compare)
        .forEachRemaining(index -> sorted.add(nodes.get(index)));
    return sorted;
  }
}
