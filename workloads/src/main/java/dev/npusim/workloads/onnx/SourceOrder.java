package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Source nodes in an order in which they can run, otherwise as in the file (Kahn's algorithm). */
final class SourceOrder {
  private SourceOrder() {}

  /**
   * @throws WorkloadException where nodes form a cycle or two compute the same value
   */
  static List<SourceNode> of(GraphProto graph) {
    List<NodeProto> nodes = graph.getNodeList();
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        if (!output.isEmpty() && producers.put(output, i) != null) {
          throw new WorkloadException("value " + output + " is computed twice");
        }
      }
    }
    List<List<Integer>> readers = new ArrayList<>();
    int[] waiting = new int[nodes.size()];
    nodes.forEach(node -> readers.add(new ArrayList<>()));
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).getInputList()) {
        Integer from = producers.get(input);
        if (from != null) {
          readers.get(from).add(i);
          waiting[i]++;
        }
      }
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    List<SourceNode> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      ordered.add(new SourceNode(next, nodes.get(next)));
      for (int reader : readers.get(next)) {
        if (--waiting[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] > 0) {
        throw new WorkloadException(
            "the graph has a cycle through node " + new SourceNode(i, nodes.get(i)).name());
      }
    }
    return ordered;
  }
}
