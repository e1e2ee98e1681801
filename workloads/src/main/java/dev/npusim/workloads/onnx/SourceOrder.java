package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Source nodes in an order in which they can run, otherwise as in the file (Kahn's algorithm). */
final class SourceOrder {
  private final List<SourceNode> nodes;
  private final Map<String, Integer> producers = new HashMap<>();
  private final List<List<Integer>> readers = new ArrayList<>();

  /** Reads of each node whose producer has not been ordered yet. */
  private final int[] waiting;

  private SourceOrder(List<SourceNode> nodes) {
    this.nodes = nodes;
    this.waiting = new int[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      readers.add(new ArrayList<>());
      for (String output : nodes.get(i).proto().getOutputList()) {
        if (!output.isEmpty() && producers.put(output, i) != null) {
          throw new WorkloadException("value " + output + " is computed twice");
        }
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      for (String value : reads(i)) {
        Integer from = producers.get(value);
        if (from != null) {
          readers.get(from).add(i);
          waiting[i]++;
        }
      }
    }
  }

  /**
   * @throws WorkloadException where nodes form a cycle or two compute the same value
   */
  static List<SourceNode> of(List<SourceNode> nodes) {
    return new SourceOrder(nodes).order();
  }

  private List<SourceNode> order() {
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    List<SourceNode> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      ordered.add(nodes.get(next));
      for (int reader : readers.get(next)) {
        if (--waiting[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] > 0) {
        throw new WorkloadException(
            "the graph has a cycle through node " + nodes.get(inCycle(i)).name());
      }
    }
    return ordered;
  }

  /** A node of the cycle that {@code start} waits for, found by going back to what it waits for. */
  private int inCycle(int start) {
    Set<Integer> seen = new HashSet<>();
    int at = start;
    while (seen.add(at)) {
      for (String value : reads(at)) {
        Integer from = producers.get(value);
        if (from != null && waiting[from] > 0) {
          at = from;
          break;
        }
      }
    }
    return at;
  }

  /** Operands and what sub-graphs read of the graph around them. */
  private List<String> reads(int index) {
    NodeProto node = nodes.get(index).proto();
    List<String> found = new ArrayList<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      addReads(attribute, found);
    }
    return found;
  }

  private static void addReads(AttributeProto attribute, List<String> found) {
    if (attribute.hasG()) {
      addReads(attribute.getG(), found);
    }
    attribute.getGraphsList().forEach(graph -> addReads(graph, found));
  }

  private static void addReads(GraphProto graph, List<String> found) {
    Set<String> own = new HashSet<>();
    graph.getInputList().forEach(input -> own.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> own.add(tensor.getName()));
    List<String> all = new ArrayList<>();
    graph.getOutputList().forEach(output -> all.add(output.getName()));
    for (NodeProto node : graph.getNodeList()) {
      own.addAll(node.getOutputList());
      all.addAll(node.getInputList());
      node.getAttributeList().forEach(attribute -> addReads(attribute, all));
    }
    all.removeIf(own::contains);
    found.addAll(all);
  }
}
